import { z } from 'zod';
import type { ForgeChecks } from './forge-adapter.ts';
import type { ForgeClient } from './forge-client.ts';
import type { Found } from './found.ts';
import { isGreen, summarise } from './summarise-checks.ts';

const CheckRuns = z.object({ check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })) });
const Statuses = z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) });

/** A commit's checks, of both kinds that GitHub has: check runs, and the older statuses. */
export async function githubChecks(client: ForgeClient, repository: string, sha: string): Promise<Found<ForgeChecks>> {
  const at = `${repository}/commits/${encodeURIComponent(sha)}`;
  const runs = await client.call(CheckRuns, { path: `${at}/check-runs`, query: { per_page: 100, filter: 'latest' } });
  if (!runs.ok) return runs;
  const statuses = await client.call(Statuses, { path: `${at}/status`, query: { per_page: 100 } });
  if (!statuses.ok && statuses.code !== 'not_found') return statuses;
  return { ok: true, value: summarise([
    ...runs.value.check_runs.map(({ name, status, conclusion }) => ({ name, state: status !== 'completed' ? 'pending' as const : isGreen(conclusion) ? 'passed' as const : 'failed' as const })),
    ...(statuses.ok ? statuses.value.statuses : []).map(({ context, state }) => ({ name: context, state: state === 'pending' ? 'pending' as const : state === 'success' ? 'passed' as const : 'failed' as const })),
  ]) };
}
