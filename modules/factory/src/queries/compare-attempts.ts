import { AgentOutput, type AttemptsView, type AttemptView, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readRunSummaries } from '@lime/runs';
import { z } from 'zod';

/** Which agent a run was given; the part of its input that is compared. */
const Chosen = z.object({ provider: Provider, model: z.string().nullable().catch(null), recipe: z.object({ name: z.string() }).nullable().catch(null), label: z.string().nullable().catch(null) });

type Row = { id: bigint; input: unknown; output: unknown; verdict: AttemptView['verdict']; chosen_run_id: bigint | null; attempt_group_id: bigint | null; worked_until: Date | null };

/** The runs side by side that this one is one of, in numbers; null when there is no such run. */
export async function compareAttempts(tx: TenantRead, runId: bigint): Promise<AttemptsView | null> {
  const rows: Row[] = await tx.sql`
    SELECT r.id, r.input, r.attempt_group_id, g.chosen_run_id, s.output, coalesce(r.ended_at, CASE WHEN r.waiting_on = 'gate' THEN r.waiting_since END) AS worked_until,
      (SELECT a.metadata->>'verdict' FROM runs v JOIN artifacts a ON a.tenant_id = v.tenant_id AND a.run_id = v.id AND a.kind = 'review'
        WHERE v.tenant_id = r.tenant_id AND (v.id = r.id OR (v.from_run_id = r.id AND v.from_as = 'review')) ORDER BY a.id DESC LIMIT 1) AS verdict
    FROM runs this JOIN runs r ON r.tenant_id = this.tenant_id AND (r.id = this.id OR r.attempt_group_id = this.attempt_group_id)
    LEFT JOIN attempt_groups g ON g.tenant_id = r.tenant_id AND g.id = r.attempt_group_id
    LEFT JOIN LATERAL (
      SELECT output FROM run_steps WHERE tenant_id = r.tenant_id AND run_id = r.id AND key IN ('implement', 'outcome') ORDER BY position DESC LIMIT 1) s ON true
    WHERE this.tenant_id = ${tx.tenantId} AND this.id = ${runId} ORDER BY r.id`;
  const [first] = rows;
  if (!first) return null;
  const runs = await readRunSummaries(tx, rows.map((row) => row.id));
  return { groupId: first.attempt_group_id === null ? null : String(first.attempt_group_id), items: rows.flatMap((row) => {
    const run = runs.get(row.id);
    return run ? [toAttempt(row, run)] : [];
  }) };
}

function toAttempt(row: Row, run: AttemptView['run']): AttemptView {
  const chosen = Chosen.safeParse(row.input).data ?? { provider: 'recipe' as const, model: null, recipe: null, label: null };
  const output = AgentOutput.safeParse(row.output).data;
  const started = run.startedAt;
  return {
    run, provider: chosen.provider, model: chosen.model, recipe: chosen.recipe?.name ?? null, label: chosen.label ?? chosen.provider,
    durationMs: started === null ? null : Math.max(0, (row.worked_until?.getTime() ?? Date.now()) - Date.parse(started)),
    stats: output?.stats ?? null, checks: output ? { before: countOf(output.checks.before), after: countOf(output.checks.after) } : null,
    verdict: row.verdict, chosen: row.chosen_run_id === row.id,
  };
}

function countOf(checks: { outcome: string }[]): { passed: number; failed: number } {
  const passed = checks.filter((check) => check.outcome === 'passed').length;
  return { passed, failed: checks.length - passed };
}
