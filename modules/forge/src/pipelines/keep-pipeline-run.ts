import type { ForgeEventOf, PipelineProvider } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { ForgePipelineRun } from '../adapters/forge-adapter.ts';
import type { EventTicket } from '../events/forge-events.ts';
import { findOrDiscover } from '../sql/build-pipelines.ts';
import { upsertPipelineRun } from '../sql/pipeline-runs.ts';
import { findByHead } from '../sql/pull-requests.ts';
import type { RepositoryRow } from '../sql/repositories.ts';

const longestName = 200;

/** Whose pipelines a repository's are; null: a plain git server has none. */
export function pipelineProvider({ provider }: Pick<RepositoryRow, 'provider'>): PipelineProvider | null {
  return ({ github: 'github_actions', gitlab: 'gitlab_ci', bitbucket: 'bitbucket_pipelines', git: null } as const)[provider];
}

/** Keeps what a webhook tells of a pipeline's run, and answers what it did, in sentences. */
export async function keepToldRun(tx: TenantTx, repository: RepositoryRow, event: ForgeEventOf<'pipeline'>, ticket: EventTicket): Promise<string[]> {
  const provider = pipelineProvider(repository);
  // A forge that names neither the run nor a workflow tells of a check alone.
  if (provider === null || event.externalRunId === '' || event.workflow.name === '') return [];
  const workflow = event.workflow.path?.replace(/^.*\//, '').replace(/@.*$/, '') ?? '';
  const pipelineId = await findOrDiscover(tx, { repositoryId: repository.id, provider, name: event.workflow.name.slice(0, longestName), workflow });
  if (pipelineId === null) return [`The pipeline ${event.workflow.name} of ${repository.full_name} was deleted here`];
  const kept = await keepRun(tx, { pipelineId, repositoryId: repository.id }, event, { completedAt: event.completedAt, ticketId: ticket?.ticketId ?? null });
  const name = `run ${event.number} of ${event.workflow.name} in ${repository.full_name}`;
  return [kept === null ? `Something newer is known of ${name}` : `${name}: ${event.conclusion ?? event.status}`];
}

/** Keeps a run with the pull request and the ticket that its commit belongs to; null when nothing is new. */
export async function keepRun(tx: TenantTx, place: { pipelineId: bigint; repositoryId: bigint }, run: ForgePipelineRun, known: { completedAt: string | null; ticketId: bigint | null }): Promise<bigint | null> {
  const [pull] = await findByHead(tx, place.repositoryId, run.headSha);
  return upsertPipelineRun(tx, place, { ...run, completedAt: known.completedAt, pullRequest: pull?.number ?? null, ticketId: pull?.ticket_id ?? known.ticketId });
}
