import { notFound, refuse } from '@lime/kernel';
import type { z } from 'zod';
import type { ResolveEffectBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { tellOfSettled } from '../effects/tell-of-settled.ts';
import { appendEvents } from '../sql/append-events.ts';
import { lockRun } from '../sql/lock-open-work.ts';

/** A person says what became of an effect whose outcome nobody could tell; the run goes on from there. */
export async function resolveEffect(ctx: RunsContext, tx: TenantTx, actor: Actor, effectId: bigint, body: z.output<typeof ResolveEffectBody>): Promise<bigint> {
  const [found]: { run_id: bigint }[] = await tx.sql`SELECT run_id FROM effects WHERE tenant_id = ${tx.tenantId} AND id = ${effectId}`;
  if (found) await lockRun(tx, found.run_id);
  const status = body.outcome === 'applied' ? 'applied' : 'planned';
  const [effect]: { run_id: bigint; step_id: bigint; kind: string }[] = await tx.sql`
    UPDATE effects SET status = ${status}, result = ${{ resolvedBy: actor.name, note: body.note }}::jsonb, error = NULL, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${effectId} AND status = 'unknown' RETURNING run_id, step_id, kind`;
  if (!effect) return refuseKnown(tx, effectId);
  recordAudit(tx, { actor, action: 'effect.resolve', target: { type: 'effect', id: effectId }, payload: body });
  await appendEvents(tx, effect.run_id, effect.step_id, [{ type: 'status', text: `${actor.name} looked: ${effect.kind} ${body.outcome === 'applied' ? 'has happened' : 'has not happened, it is tried again'}. ${body.note}` }]);
  await tellOfSettled(ctx, tx, effect.run_id);
  return effect.run_id;
}

async function refuseKnown(tx: TenantTx, effectId: bigint): Promise<never> {
  const [effect]: { status: string }[] = await tx.sql`SELECT status FROM effects WHERE tenant_id = ${tx.tenantId} AND id = ${effectId}`;
  if (!effect) refuse(notFound('effect'));
  refuse({ status: 409, code: 'effect_known', title: 'Nothing to resolve', detail: `The outcome of this effect is known: ${effect.status}.` });
}
