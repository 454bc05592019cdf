import type { GateWaiting } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { readApprovalsOf } from '../sql/approvals.ts';
import { readGatesFor } from '../sql/gates-for.ts';
import { type Viewer, toGateView } from './gate-view.ts';
import { readRunSummaries } from './run-summary.ts';

/** The open questions that the person may decide and has not yet, those that wait longest first; `next` is the cursor of the following page. */
export async function listGates(tx: TenantRead, person: Viewer, page: PageWanted): Promise<{ items: GateWaiting[]; next: string | null }> {
  const { items: gates, next } = toPage(await readGatesFor(tx, person, page), page, (gate) => gate);
  const [approvals, runs] = await Promise.all([readApprovalsOf(tx, gates.map(({ id }) => id)), readRunSummaries(tx, gates.map((gate) => gate.run_id))]);
  const items = gates.flatMap((gate) => {
    const run = runs.get(gate.run_id);
    return run ? [{ ...toGateView(gate, approvals, { ok: true }), run }] : [];
  });
  return { items, next };
}
