import type { z } from 'zod';
import type { ConnectorProvider, StartRunBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { findDefaultRepository, findRepository, type WorkRepository } from '@lime/forge';
import type { FactoryContext } from '../context.ts';
import { checkRepository } from './check-repository.ts';

type Wanted = NonNullable<z.output<typeof StartRunBody>['repository']>;

/** Where the work is done. `repositoryId` and `provider`: of one of the tenant's own. */
export type ChosenRepository = { url: string; ref: string | null; repositoryId?: string; provider?: ConnectorProvider; folder?: string };

/**
 * The repository that was asked for, or the project's default. 404 for one that is not the tenant's, 409
 * `repository_disabled`, 422 for an address that cannot be used, and where none was asked for and the project has none.
 */
export async function chooseRepository(ctx: Pick<FactoryContext, 'localRepositories'>, tx: TenantRead, wanted: Wanted | ChosenRepository | null, projectId: bigint): Promise<ChosenRepository> {
  if (wanted === null) return own((await findDefaultRepository(tx, projectId)) ?? refuse(missing), null);
  const { repositoryId, ref, folder } = { repositoryId: undefined, folder: undefined, ...wanted };
  if (repositoryId !== undefined) return own((await findRepository(tx, BigInt(repositoryId))) ?? refuse(notFound('repository')), ref, folder);
  if (!('url' in wanted)) throw new Error('a repository without address or id passed the schema');
  await checkRepository(wanted.url, ctx.localRepositories);
  return { url: wanted.url, ref, ...(folder !== undefined && { folder }) };
}

function own(repository: WorkRepository, ref: string | null, folder?: string): ChosenRepository {
  if (!repository.isEnabled) refuse({ status: 409, code: 'repository_disabled', title: 'Disabled', detail: `The repository ${repository.fullName} is disabled. Enable it first, or name another.` });
  return { url: repository.cloneUrl, ref, repositoryId: String(repository.id), provider: repository.provider, ...(folder !== undefined && { folder }) };
}

const missing = { status: 422, code: 'invalid_body', title: 'The request is not valid', detail: 'repository: say which repository; the project has no default one.', details: { fields: [{ path: 'repository', message: 'say which repository' }] } };
