import type { WorkflowSpec } from '@lime/contracts';
import type { Catalog } from '@lime/gateway';
import type { LocalRepositories } from './commands/check-repository.ts';
import type { RunsContext } from '@lime/runs';

/** What the factory is given by the composition root. */
export type FactoryContext = {
  runs: Pick<RunsContext, 'queue' | 'dispatch' | 'announcer' | 'onRunChanged' | 'db' | 'hooks'>;
  /** Where the files of tickets lie. */
  blobs: RunsContext['blobs'];
  /** The issues of one of the tenant's repositories, as its forge tells of them; refuses where there are none to read. */
  readIssues(tenantId: bigint, repositoryId: bigint): Promise<unknown[]>;
  workflows: ReadonlyMap<string, WorkflowSpec>;
  localRepositories: LocalRepositories;
  /** Why this server would not push to a repository's address; null where it would, or nobody can tell now. */
  whyOutOfReach(url: string): Promise<string | null>;
  /** Which models there are, and what a run with one may spend when nobody says. */
  models: Catalog;
};
