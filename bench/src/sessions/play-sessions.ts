import { RunSummary } from '@lime/contracts';
import { askModel } from '../gateway/ask-model.ts';
import type { PlayedRunner } from '../server/played-runner.ts';
import type { Server } from '../server/start-server.ts';

const AT_ONCE = 8;
const CALLS = 3;

/**
 * Sessions as the server sees them, without an agent: a run is started and claimed, asks the model
 * `CALLS` times through the gateway, tells of a tool after each, and ends.
 */
export async function playSessions(server: Server, runner: PlayedRunner, count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      await server.api(RunSummary, 'POST', '/agent-runs', { title: `Look ${left}`, mode: 'review', provider: 'claude', maxCostCents: 1000, repository: { url: 'https://git.example.org/none.git' } });
      await playSession(server, runner);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Whoever claims gets any run's step: there are as many of both. */
async function playSession(server: Server, runner: PlayedRunner): Promise<void> {
  const assignment = await runner.claim();
  if (!assignment.gateway) throw new Error('the claim has no gateway token');
  const side = { url: `${server.origin}/model/anthropic`, headers: { authorization: `Bearer ${assignment.gateway.token}` } };
  for (let call = 1; call <= CALLS; call += 1) {
    await askModel(side, 'a word');
    await runner.sendEvents(assignment, call, [
      { type: 'message', role: 'assistant', text: 'I look at the next file.' },
      { type: 'tool', name: 'Bash', phase: 'start', text: 'cat a.txt' },
      { type: 'tool', name: 'Bash', phase: 'output', text: 'a line of text\n'.repeat(100) },
      { type: 'tool', name: 'Bash', phase: 'end', text: '', exitCode: 0, durationMs: 5 },
    ]);
  }
  await runner.finish(assignment);
}
