import { notFound, refuse } from '@lime/kernel';
import { Provider } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { noteRunChanged } from '../engine/note-run-changed.ts';
import type { RunRow } from '../model.ts';
import { readOriginRun, readWorkOrigin } from '../queries/read-origin.ts';
import { appendEvents } from '../sql/append-events.ts';
import { lockOpenWork } from '../sql/lock-open-work.ts';
import { readStepAskedAbout } from '../sql/gates.ts';
import { readStepContent, readStepProvider, setStepOrigin } from '../sql/step-origin.ts';
import { type RewindTarget, rewindToStep } from '../sql/rewind-to-step.ts';

type Ctx = Pick<RunsContext, 'announcer' | 'onRunChanged'>;

/** {@link tryRedo}; 409 `nothing_to_redo` unless the run waits at a gate about an agent's work. */
export async function redoWork(ctx: Ctx, tx: TenantTx, actor: Actor, runId: bigint, note: string): Promise<void> {
  if (await tryRedo(ctx, tx, actor, runId, note)) return;
  refuse({ status: 409, code: 'nothing_to_redo', title: 'Nothing to do again', detail: 'Only work that waits for a decision can be done again. Start another run instead.' });
}

/**
 * Sends the work that a gate asks about back to its agent: on the newest base, with what the person
 * says. The question is withdrawn with every approval it had; the new content is asked about anew.
 * An agent takes up the conversation and the change that it had proposed. False, with nothing
 * changed, unless the run waits at a gate about an agent's work.
 */
export async function tryRedo(ctx: Ctx, tx: TenantTx, actor: Actor, runId: bigint, note: string): Promise<boolean> {
  await lockOpenWork(tx, runId);
  const [run]: RunRow[] = await tx.sql`SELECT * FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId} FOR UPDATE`;
  if (!run) refuse(notFound('run'));
  const target = workAskedAbout(run, await readStepAskedAbout(tx, runId));
  if (!target || !(await rewindToStep(tx, run, target))) return false;
  await appendEvents(tx, runId, null, [
    ...(note === '' ? [] : [{ type: 'user_message' as const, text: note, from: actor.name }]),
    { type: 'status', status: 'queued', text: `${actor.name} asked for it to be done again` },
  ]);
  await setOrigin(tx, run, target.key);
  recordAudit(tx, { actor, action: 'run.redo', target: { type: 'run', id: runId }, payload: { note } });
  await noteRunChanged(ctx, tx, run);
  tx.afterCommit(() => ctx.announcer.announce(`steps:${tx.tenantId}`));
  return true;
}

/**
 * An agent that converses goes on from what it has proposed and from what was said; a recipe does
 * its work anew from the newest base.
 */
async function setOrigin(tx: TenantTx, run: RunRow, stepKey: string): Promise<void> {
  const provider = Provider.safeParse(await readStepProvider(tx, run.id, stepKey)).data;
  if (provider === undefined || provider === 'recipe') return;
  const origin = await readOriginRun(tx, run.id);
  // Of several agents at work on it, this one takes up what it has made and remembers itself.
  if (origin) await setStepOrigin(tx, run.id, stepKey, { ...(await readWorkOrigin(tx, origin, { as: 'continuation', provider })), ...(await readStepContent(tx, run.id, stepKey, provider)) });
}

/** The agent step whose work the gate is about that the run waits at, with nothing but reviews and reckoning in between; none once the run is to be cancelled. */
function workAskedAbout(run: RunRow, key: string | null): RewindTarget | null {
  const gate = run.spec.steps[run.position];
  const position = run.spec.steps.findIndex((step) => step.id === key);
  const work = run.spec.steps[position];
  if (run.waiting_on !== 'gate' || run.cancel_requested_at !== null || gate?.kind !== 'gate' || work?.kind !== 'agent') return null;
  const between = run.spec.steps.slice(position + 1, run.position);
  if (between.some(({ kind }) => kind !== 'agent' && kind !== 'tool')) return null;
  return { key: work.id, position, gateKey: gate.id, between: between.map(({ id }) => id) };
}
