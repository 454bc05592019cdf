import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import { type JobData, uniqueViolation } from '@lime/db';
import { parseRepositoryUrl } from '@lime/git';
import type { ForgeRepository } from '../adapters/forge-adapter.ts';
import type { Found } from '../adapters/found.ts';
import { openRepositoryForge } from '../access/open-repository.ts';
import { serverOf } from '../access/server-of.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { moveRepository, readRepository, type RepositoryRow } from '../sql/repositories.ts';

const ourselves: Actor = { userId: null, name: 'Assembly Lime' };

/** Follows a repository that was renamed or given to another owner, for a job: what its forge does not tell now it tells with its next event. */
export async function followRepositoryJob(ctx: ForgeContext, data: JobData): Promise<void> {
  const followed = await follow(ctx, BigInt(data.tenantId), ourselves, BigInt(data['repositoryId'] ?? '0'));
  if (!followed.ok) ctx.logger.warn({ repositoryId: data['repositoryId'], reason: followed.message }, 'a repository could not be followed to its new name');
}

/** Reads a repository anew at its forge: its name, address and default branch, whatever it is called by now. */
export async function refreshRepository(ctx: ForgeContext, person: Actor & { tenantId: bigint }, id: bigint): Promise<RepositoryRow> {
  if (!(await ctx.db.read(person.tenantId, (tx) => readRepository(tx, id)))) refuse(notFound('repository'));
  return orRefuse(await follow(ctx, person.tenantId, person, id));
}

async function follow(ctx: ForgeContext, tenantId: bigint, actor: Actor, id: bigint): Promise<Found<RepositoryRow>> {
  const opened = await openRepositoryForge(ctx, tenantId, id);
  if (!opened.ok) return opened;
  const { repository, forge } = opened.value;
  const found = repository.external_repo_id === null ? await forge.readRepository(repository.full_name) : await forge.readRepositoryById(repository.external_repo_id);
  if (!found.ok) return found;
  const url = addressOf(found.value);
  // Its connector's credential goes to that server and to no other, wherever the repository has gone.
  if (url === null || serverOf(url) !== serverOf(repository.clone_url)) return { ok: false, code: 'unprocessable', message: `${found.value.cloneUrl} does not stand on the server of ${repository.full_name}.` };
  try {
    return { ok: true, value: await ctx.db.tenant(tenantId, async (tx) => {
      const moved = await moveRepository(tx, id, { external_repo_id: found.value.externalId, owner: found.value.owner, name: found.value.name, full_name: found.value.fullName, clone_url: url, web_url: found.value.webUrl, default_branch: found.value.defaultBranch });
      if (moved) recordAudit(tx, { actor, action: 'repository.follow', target: { type: 'repository', id }, payload: { from: repository.full_name, to: moved.full_name, cloneUrl: moved.clone_url } });
      return moved ?? repository;
    }) };
  } catch (error) {
    if (uniqueViolation(error) === null) throw error;
    return { ok: false, code: 'conflict', message: `${found.value.fullName} is among your repositories by its new name already. Remove one of the two.` };
  }
}

function addressOf({ cloneUrl }: ForgeRepository): string | null {
  const parsed = parseRepositoryUrl(cloneUrl);
  return parsed.ok && parsed.url.kind !== 'local' && parsed.url.credentials === null ? parsed.url.location : null;
}
