import { z } from 'zod';
import { AgentMode } from './agent-work.ts';

/** A review may send the work back this often: so a chain has at most ten stages. */
export const mostRounds = 4;

const shape = /^((plan )?(implement|bugfix)( review( bugfix)?)?)?$/;

const form = 'a chain is implement or bugfix, then review, then bugfix; plan may stand before it. That is 4 stages at most, and 10 with all rounds';

/** What a run goes through before people are asked: `implement`, then `review`, then `bugfix` and `review` again as often as the rounds allow. Empty: no chain. */
export const ChainStages = z.array(AgentMode, form).max(4, form).refine((stages) => shape.test(stages.join(' ')), form).meta({ examples: [['implement', 'review', 'bugfix']] });
export type ChainStages = z.infer<typeof ChainStages>;

/** As people give it: the stages as a list, or in words: `implement → review → bugfix`. */
export const ChainWanted = z.union([ChainStages, z.string().trim().max(200).transform((text) => text.split(/\s*(?:→|->|>|,)\s*/).filter((word) => word !== '')).pipe(ChainStages)], form);

/** How often a review may send the work back before people are asked all the same. */
export const Rounds = z.int().min(1).max(mostRounds);
