import type { AgentMode, ChainStages } from '@lime/contracts';
import type { Origin } from './resolve-origin.ts';

/** What a run goes through. `mode` is its own; `reviews`: how often its work may be sent back, null when no agent reviews it. */
export type Course = {
  mode: AgentMode;
  chain: ChainStages;
  /** A plan's tickets are implemented by runs of their own. */
  implementAfter: boolean;
  rounds: number | null;
};

type Asked = { mode?: AgentMode | undefined; chain?: ChainStages | undefined; maxRounds?: number | undefined; implementAfter?: boolean | undefined };

/**
 * The stages of a run: those that were asked for, else those of the run that it goes on with, else the project's. Of stages
 * that were not asked for a mode takes its own part: an implementing run leaves out the plan, a review is none at all.
 */
export function chooseCourse(asked: Asked, origin: Origin | null, project: { chain: ChainStages; max_rounds: number }): Course {
  const usual = origin === null ? project.chain : origin.input.chain;
  const mode = asked.mode ?? (origin?.as === 'review' ? 'review' : (asked.chain?.[0] ?? origin?.input.mode ?? usual[0] ?? 'implement'));
  const chain = asked.chain ?? partOf(usual, mode);
  const maxRounds = asked.maxRounds ?? origin?.input.maxRounds ?? project.max_rounds;
  return { mode, chain, implementAfter: asked.implementAfter === true || (chain[0] === 'plan' && chain.length > 1), rounds: roundsOf(chain, maxRounds) };
}

function partOf(usual: ChainStages, mode: AgentMode): ChainStages {
  if (mode === 'plan') return usual[0] === 'plan' ? usual : [];
  if (mode === 'review') return [];
  const stages = usual.filter((stage) => stage !== 'plan');
  return stages.length > 1 ? [mode, ...stages.slice(1)] : [];
}

function roundsOf(chain: ChainStages, maxRounds: number): number | null {
  const stages = chain.filter((stage) => stage !== 'plan');
  if (stages[1] !== 'review') return null;
  return stages[2] === 'bugfix' ? maxRounds : 0;
}

/** How many agents may be at work in it, one after the other. */
export function stageCount({ rounds }: Course): number {
  return rounds === null ? 1 : 2 + 2 * rounds;
}
