import { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { AgentMode, AgentToolWord, ChainStages, ConnectorProvider, JsonObject, Provider, RepositoryFolder, type StartRunBody } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { ChosenRepository } from './choose-repository.ts';
import { maxDepth, type OriginRun, readOriginRun } from '@lime/runs';

const Repository = { url: z.string(), ref: z.string().nullable(), repositoryId: z.string().exactOptional() };
const Agent = z.object({ provider: Provider, recipe: z.object({ name: z.string(), options: JsonObject }).nullable(), model: z.string().nullable() });

/** The part of an earlier run's input that a later one takes over. */
const OriginInput = z.object({
  repository: z.object({ ...Repository, folder: RepositoryFolder.exactOptional() }),
  others: z.array(z.object({ ...Repository, provider: ConnectorProvider.exactOptional(), folder: RepositoryFolder, setup: z.string().nullable(), checks: z.array(z.string()).nullable() })).default([]),
  mode: AgentMode,
  provider: Provider,
  recipe: z.object({ name: z.string(), options: JsonObject }).nullable(),
  model: z.string().nullable().default(null),
  tools: z.array(AgentToolWord).nullable().default(null),
  /** As they were asked for: what instructions say of them is made out anew. */
  askedPaths: z.array(z.string()).default([]),
  labels: z.array(z.string()).default([]),
  /** Hosts that it was narrowed to; null when it had all that its project allows. */
  narrowedEgress: z.array(z.string()).nullable().default(null),
  setup: z.string().nullable(),
  checks: z.array(z.string()).nullable(),
  maxCostCents: z.int().nullable(),
  limits: z.object({ timeoutSeconds: z.int() }).nullable().default(null),
  chain: ChainStages.default([]),
  maxRounds: z.int().nullish(),
  stages: z.object({ review: Agent, bugfix: Agent }).nullable().default(null),
});

export type Origin = { run: OriginRun; as: 'continuation' | 'review'; input: z.output<typeof OriginInput> };

/**
 * The run that another one is to start from: 404 when it is not there, 409 `run_in_progress` while
 * its agent is at work, 422 when it is of another kind, when it is to be reviewed and has changed nothing, or when
 * it stands too deep for a run to follow it.
 */
export async function resolveOrigin(tx: TenantRead, from: NonNullable<z.output<typeof StartRunBody>['from']>): Promise<Origin> {
  const run = (await readOriginRun(tx, BigInt(from.runId))) ?? refuse(notFound('run'));
  const input = OriginInput.safeParse(run.input);
  if (!input.success) refuse({ status: 422, code: 'origin_unfit', title: 'Not a run that can be gone on with', detail: `Run ${run.id} is no work on a repository.`, details: { fields: [{ path: 'from.runId', message: 'is no work on a repository' }] } });
  const atWork = run.status === 'queued' || run.status === 'running' || (run.status === 'waiting' && run.waiting_on !== 'gate');
  if (atWork) refuse({ status: 409, code: 'run_in_progress', title: 'The run is still at work', detail: `Run ${run.id} has not come to its end or to a question yet. Send it a message, or wait.` });
  if (from.as === 'review' && run.patch === null) refuse({ status: 422, code: 'nothing_to_review', title: 'Nothing to review', detail: `Run ${run.id} has changed nothing.`, details: { fields: [{ path: 'from.runId', message: 'has changed nothing' }] } });
  refuseTooDeep(run, 1);
  return { run, as: from.as, input: input.data };
}

/** 422 `chain_too_long` where the `levels` of runs that are to follow a run would go beyond the limit. */
export function refuseTooDeep(run: Pick<OriginRun, 'id' | 'depth'>, levels: number): void {
  if (run.depth + levels > maxDepth) refuse({ status: 422, code: 'chain_too_long', title: 'Too many runs on one another', detail: `${run.depth} runs lead to run ${run.id}, one from the other, and what follows it would go beyond ${maxDepth}. Start the work anew.`, details: { fields: [{ path: 'from.runId', message: `would go beyond ${maxDepth} runs on one another` }] } });
}

/**
 * Where the work starts. What goes on does so on the newest base, where it belongs in the end: its
 * change is applied there, which comes to nothing once it was merged and to a conflict that is told
 * when others changed the same. A review looks at the change on its own base, so that its comments'
 * lines are those of the diff that people see.
 */
export function repositoryOf({ as, run, input }: Origin): ChosenRepository {
  return as === 'review' && run.base_sha !== null ? { ...input.repository, ref: run.base_sha } : input.repository;
}

/** The repositories beside the main one: {@link repositoryOf} for each. */
export function othersOf({ as, run, input }: Origin): Origin['input']['others'] {
  return input.others.map((other) => ({ ...other, ref: (as === 'review' ? run.base_shas?.find(({ folder }) => folder === other.folder)?.baseSha : undefined) ?? other.ref }));
}
