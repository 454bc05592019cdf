import type { ArtifactView, EffectView, GateView, JsonObject, RunDetail, RunSummary, StepView, WhyView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readHookInHand, readHookKeptWaiting } from '@lime/hooks';
import { mayDecide } from '../commands/may-decide.ts';
import { isAgentRun } from '../engine/hook-context.ts';
import type { StepRow } from '../model.ts';
import { readApprovalsOf } from '../sql/approvals.ts';
import { type EffectRow, readEffects } from '../sql/effects.ts';
import { readWaitsFor } from '../sql/held-runs.ts';
import { explainHook, explainHookPlace } from './explain-hook.ts';
import { explainRun } from './explain-run.ts';
import { explainRunnerWait } from './explain-runner-wait.ts';
import { explainStop } from './explain-stop.ts';
import { type GateViewRow, toGateView, type Viewer } from './gate-view.ts';
import { idOrNull, readRunRows, type RunSummaryRow, timeOrNull, toRunSummary } from './run-summary.ts';

/** Everything about one run, as the viewer may see and decide it; null when it is not this tenant's. */
export async function readRunDetail(tx: TenantRead, runId: bigint, viewer: Viewer): Promise<RunDetail | null> {
  const [run] = await readRunRows(tx, tx.sql`r.id = ${runId}`);
  if (!run) return null;
  const [steps, artifacts, gates, effects, followers, children] = await Promise.all([readSteps(tx, runId), readArtifacts(tx, runId), readGates(tx, runId, viewer), readEffects(tx, runId), readFollowers(tx, runId), readChildren(tx, runId)]);
  const why = run.cancel_requested_at !== null && run.ended_at === null ? explainStop(run.cancel_requested_at, steps) : await explainOf(tx, run, { steps, gates, children });
  return { run: toRunSummary(run), input: run.input, steps, artifacts, gates, effects: effects.map(toEffectView), why, followers, children };
}

async function explainOf(tx: TenantRead, run: RunSummaryRow, parts: Pick<RunDetail, 'steps' | 'gates' | 'children'>): Promise<WhyView> {
  const waitsForRunner = run.waiting_on === 'runner' || run.waiting_on === 'map';
  if (run.status === 'queued' || run.status === 'running') {
    const hook = await readHookInHand(tx, run.id);
    if (hook) return explainHook(hook);
    const waiting = isYetToBegin(run, parts.steps) ? await readHookKeptWaiting(tx, { event: 'before_agent_run', projectId: idOrNull(run.project_id), occurrence: `run:${run.id}` }) : null;
    if (waiting) return explainHookPlace(waiting, (run.started_at ?? run.created_at).toISOString());
  }
  return explainRun(toRunSummary(run), parts, { runnerWait: waitsForRunner ? await explainRunnerWait(tx, run.id) : null, blockers: run.waiting_on === 'tickets' ? await readWaitsFor(tx, run.id) : null });
}

/** Whether hooks are still to allow it: at most it has waited for other tickets so far. */
function isYetToBegin(run: RunSummaryRow, steps: StepView[]): boolean {
  return isAgentRun(run) && run.cancel_requested_at === null && steps.every(({ kind, status }) => kind === 'wait' && status === 'succeeded');
}

/** The runs that go on with this one or review it. */
async function readFollowers(tx: TenantRead, runId: bigint): Promise<RunSummary[]> {
  return (await readRunRows(tx, tx.sql`r.from_run_id = ${runId} ORDER BY r.id LIMIT 100`)).map(toRunSummary);
}

async function readChildren(tx: TenantRead, runId: bigint): Promise<RunSummary[]> {
  return (await readRunRows(tx, tx.sql`r.parent_run_id = ${runId} ORDER BY r.id LIMIT 100`)).map(toRunSummary);
}

async function readSteps(tx: TenantRead, runId: bigint): Promise<StepView[]> {
  const rows: (StepRow & { runner_name: string | null })[] = await tx.sql`
    SELECT s.*, coalesce(n.name, sn.name) AS runner_name
    FROM run_steps s LEFT JOIN runners n ON n.tenant_id = s.tenant_id AND n.id = s.runner_id LEFT JOIN shared_runners sn ON sn.id = s.shared_runner_id
    WHERE s.tenant_id = ${tx.tenantId} AND s.run_id = ${runId} ORDER BY s.position, s.item_index NULLS FIRST`;
  return rows.map((row) => ({
    id: String(row.id), key: row.key, title: row.title, kind: row.kind, parentStepId: idOrNull(row.parent_step_id), itemIndex: row.item_index,
    status: row.status, attempt: row.attempt, output: row.output, error: row.error, runnerName: row.runner_name,
    startedAt: timeOrNull(row.started_at), endedAt: timeOrNull(row.ended_at),
  }));
}

type ArtifactRow = { id: bigint; run_id: bigint; step_id: bigint | null; kind: string; name: string; mime: string; size: bigint; sha256: string; metadata: JsonObject; created_at: Date; parents: bigint[] | null; superseded: boolean };

/** A run's artifacts with their lineage, oldest first; superseded are those that their step had made before it was begun anew. */
export async function readArtifacts(tx: TenantRead, runId: bigint): Promise<ArtifactView[]> {
  const rows: ArtifactRow[] = await tx.sql`
    SELECT a.*, (SELECT array_agg(p.parent_id ORDER BY p.parent_id) FROM artifact_parents p WHERE p.tenant_id = a.tenant_id AND p.artifact_id = a.id) AS parents,
      s.id IS NOT NULL AND (s.started_at IS NULL OR a.created_at < s.started_at OR s.key LIKE '%~%') AS superseded
    FROM artifacts a LEFT JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id WHERE a.tenant_id = ${tx.tenantId} AND a.run_id = ${runId} ORDER BY a.id`;
  return rows.map((row) => ({
    id: String(row.id), runId: String(row.run_id), stepId: idOrNull(row.step_id), kind: row.kind, name: row.name, mime: row.mime, size: Number(row.size),
    sha256: row.sha256, parents: [...(row.parents ?? [])].map(String), metadata: row.metadata, superseded: row.superseded, createdAt: row.created_at.toISOString(),
  }));
}

async function readGates(tx: TenantRead, runId: bigint, viewer: Viewer): Promise<GateView[]> {
  const rows: GateViewRow[] = await tx.sql`
    SELECT g.*, a.metadata->'secrets' AS secrets FROM gates g JOIN artifacts a ON a.tenant_id = g.tenant_id AND a.id = g.artifact_id
    WHERE g.tenant_id = ${tx.tenantId} AND g.run_id = ${runId} ORDER BY g.id`;
  const approvals = await readApprovalsOf(tx, rows.map(({ id }) => id));
  return Promise.all(rows.map(async (gate) => toGateView(gate, approvals, gate.status === 'open' ? await mayDecide(tx, gate, viewer) : { ok: false, reason: `The question is ${gate.status}.` })));
}

function toEffectView(row: EffectRow): EffectView {
  return { id: String(row.id), stepId: String(row.step_id), kind: row.kind, idempotencyKey: row.idempotency_key, status: row.status, request: row.request, result: row.result, error: row.error, attempts: row.attempts, updatedAt: row.updated_at.toISOString() };
}
