import { type Guidance, resolveGuidance } from '@lime/agents';
import type { AgentMode, AgentTool } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { FactoryContext } from '../context.ts';
import { type AgentChoice, type AgentsOfStages, chooseAgent } from './choose-agent.ts';
import type { Course } from './choose-chain.ts';
import type { ChosenRepositories, OtherRepository } from './choose-repositories.ts';

/** What the guidance is about, beside the mode and the agent. */
type Place = { projectId: bigint; repositories: ChosenRepositories; ticketId: bigint; /** Of the project. */ allowedPaths: string[]; asked: { tools: AgentTool[] | null; allowedPaths: string[] } };

/** An agent with what it is told and allowed, in each repository. */
type Guided = AgentChoice & Pick<Guidance, 'instructions' | 'tools' | 'allowedPaths'> & { others: (OtherRepository & { allowedPaths: string[][] })[] };

/** Who does the stages of a run, each with what it is told and allowed, frozen with the run. `implementing`: what holds for the tickets of a plan. */
type GuidedStages = Guided & { stages: { review: Guided; bugfix: Guided } | null; implementing: Guided | null };

/** Makes out the agents of all stages before anything starts; who is not named is whoever does the first. 422 for one that cannot be had. */
export async function guideStages(ctx: Pick<FactoryContext, 'models'>, tx: TenantRead, course: Course, choice: AgentChoice, named: AgentsOfStages, place: Place): Promise<GuidedStages> {
  const guided = (agent: AgentChoice, mode: AgentMode, about: bigint | null) => guide(tx, place, agent, mode, about);
  const agentOf = async (stage: keyof AgentsOfStages, otherwise: AgentChoice) => (named[stage] ? chooseAgent(ctx, tx, named[stage], null) : otherwise);
  const planned = course.mode === 'plan';
  const implementer = planned ? await agentOf('implement', choice) : choice;
  // What is told for a plan's own ticket is not told for the tickets that come of it.
  const about = planned ? null : place.ticketId;
  const stages = course.rounds === null ? null : { review: await guided(await agentOf('review', implementer), 'review', about), bugfix: await guided(await agentOf('bugfix', implementer), 'bugfix', about) };
  return { ...(await guided(choice, course.mode, place.ticketId)), stages, implementing: course.implementAfter ? await guided(implementer, 'implement', null) : null };
}

async function guide(tx: TenantRead, { projectId, repositories: { main, others, ids }, allowedPaths: always, asked }: Place, agent: AgentChoice, mode: AgentMode, ticketId: bigint | null): Promise<Guided> {
  const known = [main, ...others].flatMap(({ url, folder }) => (ids.has(url) ? [{ id: ids.get(url) ?? 0n, folder }] : []));
  const folders = new Map(known.flatMap(({ id, folder }) => (others.length > 0 && folder !== undefined ? [[id, folder] as const] : [])));
  const { instructions, tools, allowedPaths, pathsOf } = await resolveGuidance(tx, { provider: agent.provider, mode, projectId, repositoryIds: known.map(({ id }) => id), ticketId, folders }, { ...asked, always });
  const pathsIn = ({ url }: { url: string }) => pathsOf.get(ids.get(url) ?? 0n) ?? allowedPaths;
  return { ...agent, instructions, tools, allowedPaths: pathsIn(main), others: others.map((other) => ({ ...other, allowedPaths: pathsIn(other) })) };
}
