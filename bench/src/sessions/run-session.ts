import { RunDetail, RunSummary, type Provider } from '@lime/contracts';
import type { Server } from '../server/start-server.ts';

/** What a run of one agent came to. */
export type Session = {
  /** Null: the agent has done its work. */
  failure: string | null;
  /** From the start of the agent's part to its first request to the model, in milliseconds; null when it made none. */
  firstRequestMs: number | null;
};

const POLL_MS = 100;

/** Has an agent do what the bench's model says to the title, to the run's end or its question to people. */
export async function runSession(server: Server, { provider, url, title }: { provider: Provider; url: string; title: string }): Promise<Session> {
  const { id } = await server.api(RunSummary, 'POST', '/agent-runs', { title, provider, maxCostCents: 1000, repository: { url }, setup: '', checks: [] });
  for (;;) {
    const { run, steps } = await server.api(RunDetail, 'GET', `/agent-runs/${id}`);
    const isOver = run.endedAt !== null || run.waitingOn === 'gate';
    if (isOver) return { failure: run.error === null ? null : `${run.error.code}: ${run.error.message}`, firstRequestMs: firstRequestOf(steps) };
    await Bun.sleep(POLL_MS);
  }
}

function firstRequestOf(steps: RunDetail['steps']): number | null {
  const output = steps.find((step) => step.kind === 'agent')?.output;
  const timings = output !== null && typeof output === 'object' && !Array.isArray(output) ? output['timings'] : undefined;
  const ms = timings !== null && typeof timings === 'object' && !Array.isArray(timings) ? timings?.['first_model_request'] : undefined;
  return typeof ms === 'number' ? ms : null;
}
