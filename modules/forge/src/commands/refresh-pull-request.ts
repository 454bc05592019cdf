import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import { openRepositoryForge } from '../access/open-repository.ts';
import type { ForgeContext } from '../context.ts';
import { noteChecks } from '../events/note-checks.ts';
import { orRefuse } from '../refusals.ts';
import { type PullRequestRow, readPullRequest, upsertPullRequest } from '../sql/pull-requests.ts';

/** Reads a pull request anew at its forge: for servers that no webhook reaches, and for whoever cannot wait for one. */
export async function refreshPullRequest(ctx: ForgeContext, person: Principal, id: bigint): Promise<PullRequestRow> {
  const known = (await ctx.db.read(person.tenantId, (tx) => readPullRequest(tx, id))) ?? refuse(notFound('pull request'));
  const { repository, forge } = orRefuse(await openRepositoryForge(ctx, person.tenantId, known.repository_id));
  const told = orRefuse(await forge.readPullRequest(repository.full_name, known.number));
  const checks = orRefuse(await forge.readChecks(repository.full_name, told.headSha));
  return ctx.db.tenant(person.tenantId, async (tx) => {
    if ((await upsertPullRequest(tx, repository.id, told, { projectId: null, ticketId: null, runId: null })) !== null) await noteChecks(ctx, tx, known, checks.state);
    recordAudit(tx, { actor: person, action: 'pull_request.refresh', target: { type: 'pull_request', id } });
    return (await readPullRequest(tx, id)) ?? refuse(notFound('pull request'));
  });
}
