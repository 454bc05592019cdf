import { notFound, refuse } from '@lime/kernel';
import type { z } from 'zod';
import type { DecideGateBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { wakeAndEnqueue } from '../engine/enqueue-advance.ts';
import { appendEvents } from '../sql/append-events.ts';
import { countApprovals, insertApproval } from '../sql/approvals.ts';
import { endStep } from '../sql/end-step.ts';
import { closeGate, type GateRow, lockGate } from '../sql/gates.ts';
import { readSecrets } from '../queries/read-secrets.ts';
import { lockGroupOfGate } from '../sql/attempt-groups.ts';
import { chooseAttempt } from './choose-attempt.ts';
import { mayDecide } from './may-decide.ts';
import { requireAcknowledged } from './require-acknowledged.ts';
import { tellOfDecision } from './tell-of-decision.ts';

export type Person = Actor & { userId: bigint; roles: string[] };

/**
 * A person's decision about exact content. Refused when the question is closed (409 `gate_closed`),
 * when the content is not what the person looked at (409 `content_changed`), when it is likely to
 * hold secrets and the person does not say that they may go out (409 `secrets_found`), or when the
 * policy does not let this person decide (403 `not_allowed`). Returns the id of the run.
 */
export async function decideGate(ctx: RunsContext, tx: TenantTx, person: Person, gateId: bigint, body: z.output<typeof DecideGateBody>): Promise<bigint> {
  const group = await lockGroupOfGate(tx, gateId);
  const gate = await lockGate(tx, gateId);
  if (!gate) refuse(notFound('gate'));
  if (group?.chosen_run_id && group.chosen_run_id !== gate.run_id) refuse({ status: 409, code: 'gate_closed', title: 'Already decided', detail: `Another attempt was chosen: run ${group.chosen_run_id}.` });
  if (gate.sha256 !== body.sha256 || gate.status === 'superseded') refuse({ status: 409, code: 'content_changed', title: 'The content has changed', detail: 'What you looked at is not what would be approved any more. Look at the newest content and decide again.' });
  if (gate.status !== 'open' || gate.expired) refuse({ status: 409, code: 'gate_closed', title: 'Already decided', detail: `This question is ${gate.status === 'open' ? 'expired' : gate.status}; nothing more can be decided about it.` });
  const allowed = await mayDecide(tx, gate, person);
  if (!allowed.ok) refuse({ status: 403, code: 'not_allowed', title: 'You may not decide this', detail: allowed.reason });
  if (body.decision === 'approve') requireAcknowledged(await readSecrets(tx, gate), body);
  const acknowledged = body.decision === 'approve' && body.acknowledgeSecrets;
  await insertApproval(tx, { gateId, sha256: body.sha256, userId: person.userId, decision: body.decision, note: body.note, acknowledgedSecrets: acknowledged });
  recordAudit(tx, { actor: person, action: `gate.${body.decision}`, target: { type: 'gate', id: gateId }, payload: { runId: String(gate.run_id), sha256: body.sha256, note: body.note, ...(acknowledged && { acknowledgedSecrets: true }) } });
  if ((await settle(ctx, tx, gate, body)) && group) await chooseAttempt(ctx, tx, person, group.id, gate.run_id);
  await tellOfDecision(ctx, tx, person, gate, body);
  const note = body.note === '' ? '' : `: ${body.note}`;
  await appendEvents(tx, gate.run_id, gate.step_id, [{ type: 'status', status: body.decision === 'approve' ? 'approved' : 'rejected', text: `${person.name} ${body.decision === 'approve' ? 'approved' : 'rejected'} ${body.sha256.slice(0, 12)}${note}` }]);
  tx.afterCommit(() => ctx.announcer.announce(`run:${gate.run_id}`));
  return gate.run_id;
}

/** Ends the gate when that is decided; whether it is approved now. */
async function settle(ctx: RunsContext, tx: TenantTx, gate: GateRow, body: z.output<typeof DecideGateBody>): Promise<boolean> {
  if (body.decision === 'reject') {
    await closeGate(tx, gate.id, 'rejected');
    const error = { code: 'gate_rejected', message: body.note === '' ? 'The change was rejected.' : `The change was rejected: ${body.note}` };
    await endStep(tx, gate.step_id, { status: 'waiting' }, { status: 'failed', error });
    await wakeAndEnqueue(ctx, tx, gate.run_id);
    return false;
  }
  if ((await countApprovals(tx, gate)) < gate.policy.approvals) return false;
  await closeGate(tx, gate.id, 'approved');
  await endStep(tx, gate.step_id, { status: 'waiting' }, { status: 'succeeded', output: { gateId: String(gate.id), artifactId: String(gate.artifact_id), sha256: gate.sha256 } });
  await wakeAndEnqueue(ctx, tx, gate.run_id);
  return true;
}
