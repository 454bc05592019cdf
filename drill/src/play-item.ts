import { RunDetail, RunSummary, type StartRunBody } from '@lime/contracts';
import type { Answer, Client } from './client.ts';
import type { Item } from './plan-drill.ts';

export type Played = { item: Item; detail: RunDetail };

export type Stage = { client: Client; repository: string; marker: string; signal: AbortSignal; /** Told when a client has approved something. */ onApproved(): void };

/** What each item may cost; its budget holds this much back while it runs. */
export const maxCostCents = 100;

const lookEveryMs = 300;

/** Carries one work item from its start to its end, as the person who asked for it would. */
export async function playItem(stage: Stage, item: Item): Promise<Played> {
  const run = await startRun(stage, item);
  const cancelling = item.kind === 'cancel' ? cancelLater(stage, item, run.id, item.cancelAfterMs) : Promise.resolve();
  const detail = await followToEnd(stage, item, run.id);
  await cancelling;
  return { item, detail };
}

/** Starts the run, waiting for room in the budget when there is none. */
async function startRun(stage: Stage, item: Item): Promise<RunSummary> {
  for (;;) {
    const answer = await stage.client.post('/agent-runs', `${stage.marker}-start-${item.number}`, bodyOf(stage, item));
    if (answer.status !== 402) return RunSummary.parse(expectStatus(answer, 201));
    await Bun.sleep(lookEveryMs);
  }
}

function bodyOf(stage: Stage, item: Item): StartRunBody {
  return {
    title: `Work item ${item.number}`,
    repository: { url: stage.repository },
    recipe: { name: 'command', options: { command: `: ${stage.marker}; sleep ${item.workMs / 1000}; ${commandOf(item)}` } },
    setup: '',
    checks: item.checked ? ['node --test'] : [],
    maxCostCents,
    merge: item.kind === 'merge' ? 'commit' : 'none',
  };
}

function commandOf(item: Item): string {
  if (item.kind === 'no_change') return 'true';
  if (item.kind === 'broken') return 'echo on purpose >&2; exit 3';
  return `mkdir -p drill; echo "work item ${item.number}" > ${fileOf(item)}`;
}

/** The file that the item adds: one of its own, so that no two items conflict. */
export function fileOf(item: Item): string {
  return `drill/${item.number}.txt`;
}

async function cancelLater(stage: Stage, item: Item, runId: string, afterMs: number): Promise<void> {
  await Bun.sleep(afterMs);
  await stage.client.post(`/agent-runs/${runId}/cancel`, `${stage.marker}-cancel-${item.number}`);
}

async function followToEnd(stage: Stage, item: Item, runId: string): Promise<RunDetail> {
  for (;;) {
    const detail = RunDetail.parse(expectStatus(await stage.client.get(`/agent-runs/${runId}`), 200));
    if (['succeeded', 'failed', 'cancelled'].includes(detail.run.status)) return detail;
    const gate = detail.gates.find((candidate) => candidate.status === 'open');
    if (gate && item.kind !== 'cancel') {
      const decision = item.kind === 'reject' ? 'reject' : 'approve';
      await stage.client.post(`/gates/${gate.id}/decision`, `${stage.marker}-decide-${gate.id}`, { decision, sha256: gate.sha256, note: 'drill' });
      if (decision === 'approve') stage.onApproved();
      if (item.kind === 'cancel_late') await cancelLater(stage, item, runId, item.cancelAfterMs / 10);
    }
    await Bun.sleep(lookEveryMs);
  }
}

function expectStatus(answer: Answer, status: number): unknown {
  if (answer.status !== status) throw new Error(`the server answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
