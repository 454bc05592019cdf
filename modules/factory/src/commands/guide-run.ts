import { type Guidance, resolveGuidance } from '@lime/agents';
import type { AgentMode, AgentTool } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import { type AgentChoice, type AgentsOfStages, chooseAgent } from './choose-agent.ts';
import type { Course } from './choose-chain.ts';

/** What the guidance is about, beside the mode and the agent. */
export type GuidedPlace = { projectId: bigint; repositoryIds: bigint[]; ticketId: bigint; asked: { tools: AgentTool[] | null; allowedPaths: string[] } };

/** An agent with what it is told and allowed. */
type Guided = AgentChoice & Guidance;

/** Who does the stages of a run, each with what it is told and allowed, frozen with the run. `implementing`: what holds for the tickets of a plan. */
export type GuidedStages = Guided & { stages: { review: Guided; bugfix: Guided } | null; implementing: Guided | null };

/** Makes out the agents of all stages before anything starts; who is not named is whoever does the first. 422 for one that cannot be had. */
export async function guideStages(ctx: Pick<FactoryContext, 'models'>, tx: TenantRead, course: Course, choice: AgentChoice, named: AgentsOfStages, { asked, ticketId, ...place }: GuidedPlace): Promise<GuidedStages> {
  const guided = async (agent: AgentChoice, mode: AgentMode, about: bigint | null): Promise<Guided> => ({ ...agent, ...(await resolveGuidance(tx, { ...place, ticketId: about, provider: agent.provider, mode }, asked)) });
  const agentOf = async (stage: keyof AgentsOfStages, otherwise: AgentChoice) => (named[stage] ? chooseAgent(ctx, tx, named[stage], null) : otherwise);
  const planned = course.mode === 'plan';
  const implementer = planned ? await agentOf('implement', choice) : choice;
  // What is told for a plan's own ticket is not told for the tickets that come of it.
  const about = planned ? null : ticketId;
  const stages = course.rounds === null ? null : { review: await guided(await agentOf('review', implementer), 'review', about), bugfix: await guided(await agentOf('bugfix', implementer), 'bugfix', about) };
  return { ...(await guided(choice, course.mode, ticketId)), stages, implementing: course.implementAfter ? await guided(implementer, 'implement', null) : null };
}
