import type { TenantRead } from '@lime/db';
import { readLimits } from '../sql/concurrency-limits.ts';
import { readRunners, type RunnerRow } from '../sql/runners.ts';
import { defaultTenantLimit } from '../tunables.ts';
import type { Wait } from './explain-run.ts';

/** What a queued agent step asks of a runner. */
type Need = { provider: string; labels: string[] };

/** Steps in flight now, all together and by provider, and how many there may be. */
type Room = { inFlight: Map<string, number>; limits: Map<string, number> };

/** Why no runner has taken up what the run has queued, and the command that mends it; null when nothing is queued for runners, or some of it is being done. */
export async function explainRunnerWait(tx: TenantRead, runId: bigint): Promise<Wait | null> {
  const [need, runners, limits, inFlight] = await Promise.all([readNeed(tx, runId), readRunners(tx), readLimits(tx), countInFlight(tx)]);
  return need && explainNeed(need, runners, { inFlight, limits: new Map(limits.map(({ scope, max }) => [scope, max])) });
}

async function readNeed(tx: TenantRead, runId: bigint): Promise<Need | null> {
  const [step]: (Need & { running: boolean })[] = await tx.sql`
    SELECT provider, labels, status = 'running' AS running FROM run_steps
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND kind = 'agent' AND status IN ('queued', 'running') ORDER BY running DESC, id LIMIT 1`;
  return step && !step.running ? step : null;
}

async function countInFlight(tx: TenantRead): Promise<Map<string, number>> {
  const rows: { provider: string; count: number }[] = await tx.sql`
    SELECT provider, count(*)::int AS count FROM run_steps WHERE tenant_id = ${tx.tenantId} AND kind = 'agent' AND status = 'running' GROUP BY provider`;
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  return new Map([['tenant', all], ...rows.map((row) => [`provider:${row.provider}`, row.count] as const)]);
}

/** The first thing that is missing, in the order in which a claim asks for it. */
function explainNeed(need: Need, runners: RunnerRow[], room: Room): Wait {
  const online = runners.filter((runner) => runner.online);
  if (online.length === 0) return noneOnline(runners);
  const able = online.filter((runner) => runner.providers.includes(need.provider));
  if (able.length === 0) return noProvider(need, online);
  const labelled = able.filter((runner) => missingLabels(need, runner).length === 0);
  if (labelled.length === 0) return noLabels(need, able);
  const held = heldBack(need, room);
  if (held) return held;
  const free = labelled.filter((runner) => runner.busy < runner.capacity);
  if (free.length === 0) return noRoom(labelled);
  return { waitsFor: `a runner to take it up (${names(free)})`, whoseMove: 'a runner', whatFreesIt: 'It is taken up within seconds.' };
}

function noneOnline(runners: RunnerRow[]): Wait {
  const [last] = runners;
  if (!last) return { waitsFor: 'a runner: there is none', whoseMove: 'you', whatFreesIt: 'Start one: "lime runner-token create NAME", then "lime runner" with that token on the machine that is to do the work.' };
  return { waitsFor: `a runner: ${names(runners)} offline, last heard of at ${last.last_seen_at.toISOString()}`, whoseMove: 'you', whatFreesIt: `Start ${last.name} again with "lime runner", or another one; "lime runners" shows them all.` };
}

function noProvider({ provider }: Need, online: RunnerRow[]): Wait {
  const have = [...new Set(online.flatMap((runner) => runner.providers))].toSorted().join(', ');
  return { waitsFor: `a runner with the provider ${provider}; those online (${names(online)}) have: ${have}`, whoseMove: 'you', whatFreesIt: `On the machine of a runner: npx lime provider add ${provider}` };
}

function noLabels(need: Need, able: RunnerRow[]): Wait {
  const lacking = able.map((runner) => `${runner.name} lacks ${missingLabels(need, runner).join(', ')}`).join('; ');
  return {
    waitsFor: `a runner with the provider ${need.provider} and the labels ${need.labels.join(', ')}; ${lacking}`, whoseMove: 'you',
    whatFreesIt: `Start a runner with them: lime runner ${need.labels.map((label) => `--label ${label}`).join(' ')}`,
  };
}

function heldBack({ provider }: Need, { inFlight, limits }: Room): Wait | null {
  const tenant = limits.get('tenant') ?? defaultTenantLimit;
  const scope = (inFlight.get('tenant') ?? 0) >= tenant ? 'tenant' : `provider:${provider}`;
  const max = scope === 'tenant' ? tenant : (limits.get(scope) ?? defaultTenantLimit);
  if ((inFlight.get(scope) ?? 0) < max) return null;
  return { waitsFor: `one of the ${max} steps at work to end: no more may be at once (limit of ${scope === 'tenant' ? 'all your work' : scope})`, whoseMove: 'the runners', whatFreesIt: `A step ends, or: lime limits set ${scope} ${max + 1}` };
}

function noRoom(labelled: RunnerRow[]): Wait {
  const busy = labelled.map((runner) => `${runner.name} ${runner.busy} of ${runner.capacity}${runner.shared ? ' (shared)' : ''}`).join(', ');
  return { waitsFor: `a runner with room; all that can do it are busy: ${busy}`, whoseMove: 'the runners', whatFreesIt: 'One of their steps ends. Sooner: another runner, or one with more room (lime runner --capacity N).' };
}

function missingLabels({ labels }: Need, runner: RunnerRow): string[] {
  return labels.filter((label) => !runner.labels.includes(label));
}

/** The first few, so that an answer stays readable. */
function names(runners: RunnerRow[]): string {
  const more = runners.length > 3 ? ` and ${runners.length - 3} more` : '';
  return `${runners.slice(0, 3).map((runner) => runner.name).join(', ')}${more}`;
}
