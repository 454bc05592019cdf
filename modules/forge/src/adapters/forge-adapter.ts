import type { ChecksState, MergeMethod, PullRequestState } from '@lime/contracts';
import type { z } from 'zod';
import type { Found } from './found.ts';

/** As whom the credential acts, and what the forge says it may do. */
export type ForgeAccount = { login: string; scopes: string[] };

export type ForgeRepository = {
  externalId: string;
  owner: string;
  name: string;
  fullName: string;
  /** Over HTTP, without a credential. */
  cloneUrl: string;
  webUrl: string;
  defaultBranch: string;
  private: boolean;
  /** Null: the forge does not say. */
  mayPush: boolean | null;
};

export type ForgePullRequest = {
  number: number;
  title: string;
  url: string;
  state: z.infer<typeof PullRequestState>;
  headRef: string;
  headSha: string;
  baseRef: string;
  mergedAt: string | null;
  /** By the forge's clock. */
  updatedAt: string;
};

export type NewPullRequest = { title: string; body: string; /** Branches' short names. */ head: string; base: string };
export type WantedWebhook = { url: string; secret: string };
/** `headSha`: another head is not merged. */
export type WantedMerge = { method: MergeMethod; headSha: string; title: string };

/** What a commit's checks come to, and the names of those that failed. */
export type ForgeChecks = { state: z.infer<typeof ChecksState>; failed: string[] };

/** A run of a build pipeline, in the words of `ForgeEvent`. */
export type ForgePipelineRun = { externalRunId: string; status: 'queued' | 'in_progress' | 'completed'; conclusion: string | null; url: string; headSha: string; headRef: string; number: number; attempt: number; startedAt: string | null; updatedAt: string };

/** Build pipelines, of forges that we can ask about theirs. */
export type ForgePipelines = {
  /** What is run again is a new run of its own there, of which nothing says that it is the old one again. */
  rerunsAsNew?: true;
  /** Starts a workflow by its file's name on a branch or tag. */
  dispatchPipeline(repository: string, workflow: string, ref: string, inputs: Readonly<Record<string, string>>): Promise<Found<null>>;
  rerunPipeline(repository: string, externalRunId: string, only: 'failed' | 'all'): Promise<Found<null>>;
  readPipelineRun(repository: string, externalRunId: string): Promise<Found<ForgePipelineRun>>;
  /** The newest of a workflow. */
  listPipelineRuns(repository: string, workflow: string): Promise<Found<ForgePipelineRun[]>>;
  /** The end of the log of the jobs that failed, for people and agents to read; empty when nothing failed. */
  readFailureLog(repository: string, externalRunId: string): Promise<Found<string>>;
};

/**
 * One provider of repositories, reached with one credential. Stateless: whoever has the credential makes one whenever
 * it is needed. Repositories go by their full name, `owner/name`.
 */
export type ForgeAdapter = {
  whoAmI(): Promise<Found<ForgeAccount>>;
  /** Those that the credential sees, most recently used first; `next` is the cursor of the following page. */
  listRepositories(page: { search: string; cursor: string | null }): Promise<Found<{ items: ForgeRepository[]; next: string | null }>>;
  readRepository(repository: string): Promise<Found<ForgeRepository>>;
  /** By what stays when it is renamed or given to another owner. */
  readRepositoryById(externalId: string): Promise<Found<ForgeRepository>>;
  createWebhook(repository: string, webhook: WantedWebhook): Promise<Found<{ externalId: string }>>;
  deleteWebhook(repository: string, externalId: string): Promise<Found<null>>;
  /** Fails with `unprocessable` when there is one for the branch already. */
  createPullRequest(repository: string, wanted: NewPullRequest): Promise<Found<ForgePullRequest>>;
  /** The newest of a branch, whatever became of it. */
  findPullRequest(repository: string, head: string): Promise<Found<ForgePullRequest | null>>;
  readPullRequest(repository: string, number: number): Promise<Found<ForgePullRequest>>;
  /** Gives it another text. */
  describePullRequest(repository: string, number: number, body: string): Promise<Found<null>>;
  mergePullRequest(repository: string, number: number, wanted: WantedMerge): Promise<Found<null>>;
  readChecks(repository: string, sha: string): Promise<Found<ForgeChecks>>;
  pipelines: ForgePipelines | null;
  /** A page of a repository's issues, oldest first, as GitHub tells of them; absent where they are not read. */
  listIssues?(repository: string, page: number): Promise<Found<unknown[]>>;
};
