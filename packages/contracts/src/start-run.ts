import { z } from 'zod';
import { AgentToolWord } from './agent-tools.ts';
import { AgentMode, OriginKind, Provider, RepositoryFolder, RunnerLabel } from './agent-work.ts';
import { Attempts, ModelName, RecipeChoice, recipeFits, recipeMisfit } from './attempts.ts';
import { ChainWanted, Rounds } from './chain.ts';
import { EgressEntry } from './egress.ts';
import { Id } from './ids.ts';
import { PathGlob } from './path-glob.ts';
import { MergePolicy } from './runs.ts';

/** Who does a stage of a chain. */
const StageAgent = z.strictObject({ provider: Provider, recipe: RecipeChoice.optional(), model: ModelName.optional() }).refine((choice) => recipeFits(choice), { path: ['recipe'], message: recipeMisfit });

const Ref = z.string().trim().min(1).max(300).nullable().default(null);

/** What is said of each of several repositories. `folder`: its place in the workspace; default: the end of its name. */
const inSeveral = { ref: Ref, folder: RepositoryFolder.optional(), setup: z.string().max(4000).nullable().default(null), checks: z.array(z.string().trim().min(1).max(4000)).max(10).nullable().default(null) };

/** What is asked for, whoever does it. */
const wantedWork = {
  projectId: Id.optional(),
  ticketId: Id.optional(),
  title: z.string().trim().min(1, 'a title says what is wanted').max(300).optional(),
  description: z.string().max(20_000).optional(),
  /** Title and description in one: the first line is the title. */
  prompt: z.string().trim().min(1).max(20_000).optional(),
  /** An address, or one of the organisation's own repositories. When it is left out: with `from` that run's, else the project's default one. */
  repository: z.union([z.strictObject({ url: z.string().trim().min(1).max(2000), ref: Ref }), z.strictObject({ repositoryId: Id, ref: Ref })]).optional(),
  /** Several at once, the main one first: one agent works in all of them, and each gets a branch and a pull request of its own. What stands beside `repositories` about set-up and checks is of the first. */
  repositories: z.array(z.union([z.strictObject({ url: z.string().trim().min(1).max(2000), ...inSeveral }), z.strictObject({ repositoryId: Id, ...inSeveral })])).min(1).max(10).optional(),
  /** What the agent may do at most, and never more than the organisation allows. */
  tools: z.array(AgentToolWord).max(10).optional(),
  /** The only files that may be changed; instructions may narrow it further. */
  allowedPaths: z.array(PathGlob).max(100).optional(),
  /** Labels that a runner must have. */
  labels: z.array(RunnerLabel).max(20).default([]),
  /** Hosts that the agent may reach; default: what the project allows. Never more than that. */
  egress: z.array(EgressEntry).max(100).optional(),
  /** A run to go on with (its change, its conversation), or to review. */
  from: z.strictObject({ runId: Id, as: OriginKind }).optional(),
  setup: z.string().max(4000).nullable().default(null),
  checks: z.array(z.string().trim().min(1).max(4000)).max(10).nullable().default(null),
  maxCostCents: z.int().min(0).max(100_000_000).nullable().default(null),
  /** Seconds that each agent's work may take at most, an hour being the longest; default: half an hour. */
  timeBudgetSec: z.int().min(1).max(3600).nullable().default(null),
  merge: MergePolicy.optional(),
  /** Begin though the ticket waits for others; it takes the permission `project.manage`. */
  force: z.boolean().default(false),
  /** Stages that the work goes through before people are asked. Default: with `from` that run's, else the project's; empty: none. */
  chain: ChainWanted.optional(),
  /** How often a review may send the work back. Default: the project's. */
  maxRounds: Rounds.optional(),
  /** Who does a stage of the chain, where that is somebody else. */
  stages: z.strictObject({ implement: StageAgent.optional(), review: StageAgent.optional(), bugfix: StageAgent.optional() }).default({}),
};

type Worded = { ticketId?: unknown; title?: unknown; description?: unknown; prompt?: unknown; from?: unknown };
const titled = { when: (body: Worded) => body.ticketId !== undefined || body.title !== undefined || body.prompt !== undefined || body.from !== undefined, path: ['title'], message: 'give a title or a prompt, or the ticketId of a ticket that has one' };
const oneWording = { when: (body: Worded) => body.prompt === undefined || (body.title === undefined && body.description === undefined && body.ticketId === undefined), told: { path: ['prompt'], message: 'stands for title and description, and for those of a ticket: say one of them' } };
const oneWay = { when: (body: { repository?: unknown; repositories?: unknown }) => body.repository === undefined || body.repositories === undefined, told: { path: ['repositories'], message: 'say repository or repositories' } };

/**
 * `POST /agent-runs`: starts work on a ticket, making the ticket when `ticketId` is left out. With
 * `from`, what is left out is as it was in that run: ticket, repository, provider, recipe and model.
 */
export const StartRunBody = z
  .strictObject({
    ...wantedWork,
    /** Default: `implement`; with `from`, that run's when it is gone on with, and `review` when it is reviewed. */
    mode: AgentMode.optional(),
    /** Default: `recipe`, or with `from` that run's. */
    provider: Provider.optional(),
    recipe: RecipeChoice.optional(),
    model: ModelName.optional(),
    /** Mode plan: start an implementing run for each ticket, once people have said yes to the plan. */
    implementAfter: z.boolean().default(false),
  })
  .refine(titled.when, { path: titled.path, message: titled.message })
  .refine((body) => (body.provider === undefined && body.recipe === undefined ? body.from !== undefined : recipeFits({ ...body, provider: body.provider ?? 'recipe' })), { path: ['recipe'], message: recipeMisfit })
  .refine(oneWording.when, oneWording.told)
  .refine(oneWay.when, oneWay.told)
  .refine((body) => body.mode === undefined || body.chain === undefined || body.chain.length === 0 || body.chain[0] === body.mode, { path: ['chain'], message: 'a chain begins with the mode' })
  .refine((body) => body.from?.as !== 'review' || body.chain === undefined || body.chain.length === 0, { path: ['chain'], message: 'a run that reviews another has no chain' })
  .refine((body) => body.from?.as !== 'review' || body.mode === undefined || body.mode === 'review', { path: ['mode'], message: 'a run that reviews another has the mode "review"' });
export type StartRunBody = z.input<typeof StartRunBody>;

/** `POST /agent-runs/attempts`: the same work by several at once, each to its own gate; approving one supersedes the others. */
export const StartAttemptsBody = z
  .strictObject({
    ...wantedWork,
    mode: z.enum(['implement', 'bugfix']).default('implement'),
    /** Default: the project's own. */
    attempts: Attempts.optional(),
  })
  .refine(oneWording.when, oneWording.told)
  .refine(oneWay.when, oneWay.told)
  .refine((body) => body.chain === undefined || body.chain.length === 0 || body.chain[0] === body.mode, { path: ['chain'], message: 'a chain begins with the mode' })
  .refine(titled.when, { path: titled.path, message: titled.message });
export type StartAttemptsBody = z.input<typeof StartAttemptsBody>;
