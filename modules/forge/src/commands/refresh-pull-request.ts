import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeContext } from '../context.ts';
import { noteChecks } from '../events/note-checks.ts';
import { orRefuse } from '../refusals.ts';
import { readChecksTold } from '../sql/pull-request-checks.ts';
import { type PullRequestRow, readPullRequest } from '../sql/pull-requests.ts';
import { keepPullRequest } from './keep-pull-request.ts';

/** Reads a pull request anew at its forge: for servers that no webhook reaches, and for whoever cannot wait for one. */
export async function refreshPullRequest(ctx: ForgeContext, person: Principal, id: bigint): Promise<PullRequestRow> {
  const known = (await ctx.db.read(person.tenantId, (tx) => readPullRequest(tx, id))) ?? refuse(notFound('pull request'));
  const { repository, forge } = orRefuse(await openRepositoryForge(ctx, person.tenantId, known.repository_id));
  const told = orRefuse(await forge.readPullRequest(repository.full_name, known.number));
  const checks = orRefuse(await forge.readChecks(repository.full_name, told.headSha));
  return ctx.db.tenant(person.tenantId, async (tx) => {
    const kept = await keepPullRequest(ctx, tx, repository.id, told);
    // A forge may list none of what its webhooks have told: what is known stays.
    if (kept) await noteChecks(ctx, tx, kept, (checks.state === 'none' ? await readChecksTold(tx, repository.id, told.headSha) : checks).state);
    recordAudit(tx, { actor: person, action: 'pull_request.refresh', target: { type: 'pull_request', id } });
    return (await readPullRequest(tx, id)) ?? refuse(notFound('pull request'));
  });
}
