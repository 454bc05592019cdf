import type { AgentEnd, AgentSession, PreparedAgent } from '../providers/provider.ts';
import type { Workbench } from './workbench.ts';

type Given = Pick<AgentSession, 'installed' | 'where'>;

/** Lets the agent work, within the time that leaves enough of the step's own to keep what it has done. */
export async function runAgent(bench: Workbench, agent: PreparedAgent, given: Given): Promise<AgentEnd> {
  return agent.work({ bench, ...given, inbox: bench.step.inbox, signal: bench.step.signal });
}
