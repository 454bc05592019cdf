import { RunSummary } from '@lime/contracts';
import { keepLease } from '../server/keep-lease.ts';
import type { PlayedRunner } from '../server/played-runner.ts';
import type { Server } from '../server/start-server.ts';

/** Starts a run whose agent may spend plenty, has the played runner take it, and returns the token of its model gateway, which holds until `stop`. */
export async function startAgent(server: Server, runner: PlayedRunner): Promise<{ token: string; stop: () => void }> {
  await server.api(RunSummary, 'POST', '/agent-runs', { title: 'Ask', mode: 'review', provider: 'claude', maxCostCents: 10_000_000, repository: { url: 'https://git.example.org/none.git' } });
  const assignment = await runner.claim();
  if (!assignment.gateway) throw new Error('the claim has no gateway token');
  return { token: assignment.gateway.token, stop: keepLease(runner, assignment) };
}
