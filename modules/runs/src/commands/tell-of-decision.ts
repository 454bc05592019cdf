import type { z } from 'zod';
import type { DecideGateBody } from '@lime/contracts';
import { hasHooks, queueHooks } from '@lime/hooks';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { runHookContext } from '../engine/hook-context.ts';
import type { RunRow } from '../model.ts';
import type { GateRow } from '../sql/gates.ts';

/** Queues the hooks that are called when somebody has decided at a gate. */
export async function tellOfDecision({ hooks }: Pick<RunsContext, 'hooks'>, tx: TenantTx, { userId }: { userId: bigint }, gate: GateRow, { decision, note }: z.output<typeof DecideGateBody>): Promise<void> {
  if (!hooks || !(await hasHooks(tx, 'gate_decided'))) return;
  const [run]: RunRow[] = await tx.sql`SELECT * FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${gate.run_id}`;
  if (!run) return;
  const context = runHookContext(tx.tenantId, run, 'gate_decided', { question: gate.question, decision, note, sha256: gate.sha256 });
  await queueHooks(hooks, tx, [{ occurrence: `gate:${gate.id}:${userId}`, context: { ...context, userId: String(userId) } }]);
}
