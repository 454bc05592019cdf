import { startModelRelay, type ModelRelay } from '../model-relay/start-model-relay.ts';
import type { AgentEnd, AgentSession, PreparedAgent } from '../providers/provider.ts';
import { stepSeconds } from '../step-time.ts';
import { keptFromAgent } from './agent-time.ts';
import { failed, stopped, type Failed } from './failed.ts';
import { reachHosts } from './reach-hosts.ts';
import type { Workbench } from './workbench.ts';

type Given = Pick<AgentSession, 'installed' | 'places' | 'checks' | 'patch'>;

/** What its project has set for its agents is in its environment, as what was installed for them is. */
function withAgentEnv({ step }: Workbench, installed: Given['installed']): Given['installed'] {
  return { ...installed, env: { ...installed.env, ...Object.fromEntries(step.assignment.agentEnv.vars.map(({ key, value }) => [key, value])) } };
}

/**
 * Lets the agent work, within the time that leaves enough of the step's own to hand in what it has
 * done, and until the model gateway says that nothing more may be spent.
 */
export async function runAgent(bench: Workbench, agent: PreparedAgent, given: Given): Promise<AgentEnd> {
  const { step } = bench;
  const kept = keptFromAgent(bench.timeLeft(), bench.timer.timings['checks_before'] ?? 0);
  const timeLeft = () => Math.max(1, bench.timeLeft() - kept);
  const limits = agentLimits(bench, timeLeft());
  const signal = AbortSignal.any([step.signal, limits.signal]);
  const startedAt = performance.now();
  const relay = await openRelay(bench, limits.stop);
  try {
    const places = given.places.map((place) => ({ ...place, installed: withAgentEnv(bench, place.installed), bench: { ...place.bench, timeLeft, step: { ...place.bench.step, signal } } }));
    const session = { ...given, installed: withAgentEnv(bench, given.installed), places, bench: { ...bench, timeLeft, step: { ...step, signal } }, inbox: step.inbox, signal, modelSocket: relay?.socketPath ?? null };
    const end = await reachHosts(bench, (reach) => agent.work({ ...session, reach }));
    const why = limits.why();
    return why === null ? end : { kind: 'unfinished', failure: why, session: end.session };
  } finally {
    limits.end();
    step.inbox.close();
    noteFirstRequest(bench, relay, startedAt);
    await relay?.stop();
  }
}

/** How long it took from the start of the agent to its first request to the model: what starting a provider costs. */
function noteFirstRequest({ timer }: Workbench, relay: ModelRelay | null, startedAt: number): void {
  const at = relay?.firstRequestAt() ?? null;
  if (at !== null) timer.timings['first_model_request'] = Math.round(at - startedAt);
}

/** Stops the agent, and not the step, for the first reason that comes. */
function agentLimits({ step }: Workbench, ms: number) {
  const controller = new AbortController();
  let first: Failed | null = null;
  const stop = (why: Failed) => {
    first ??= why;
    controller.abort();
  };
  const outOfTime = failed('timed_out', `The agent was not done within the ${stepSeconds(step.assignment)} s that the step may take.`);
  const timer = setTimeout(() => stop(outOfTime), ms);
  return { signal: controller.signal, stop, why: () => first, end: () => clearTimeout(timer) };
}

async function openRelay({ step, server }: Workbench, stop: (why: Failed) => void): Promise<ModelRelay | null> {
  const { gateway } = step.assignment;
  return gateway && startModelRelay({ server, token: gateway.token, onStop: (why) => stop(stopOf(why)) });
}

/** What the gateway's reason makes of the step. Any but the cost means that the step is not ours any more. */
function stopOf(why: string): Failed {
  if (why !== 'cost_limit_reached') return stopped;
  return failed('cost_limit_reached', 'The next request to the model would have cost more than the run may spend.');
}
