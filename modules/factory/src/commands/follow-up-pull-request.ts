import { StartRunBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Feedback, FollowUps } from '@lime/forge';
import type { Principal } from '@lime/http';
import { appendEvents, readOriginRun, readRunSummary, sendMessage } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { readProject } from '../sql/projects.ts';
import { startTicketRun } from './start-ticket-run.ts';
import { tellTicket } from './tell-ticket.ts';

/** Shows what was said about a pull request on the run that opened it, and on its ticket. */
export async function takeFeedback({ runs }: Pick<FactoryContext, 'runs'>, tx: TenantTx, { id, kind, author, body, url, pullRequest }: Feedback): Promise<void> {
  const { run_id: runId, project_id: projectId, ticket_id: ticketId } = pullRequest;
  if (runId !== null) {
    await appendEvents(tx, runId, null, [{ type: 'message', role: 'system', text: `${author} about pull request ${pullRequest.number}${url === null ? '' : ` (${url})`}:\n${body}` }]);
    tx.afterCommit(() => runs.announcer.announce(`run:${runId}`));
  }
  if (ticketId !== null) {
    const about = `About [pull request ${pullRequest.number} of ${pullRequest.full_name}](${pullRequest.url}):`;
    await tellTicket(tx, { ticketId, about: `feedback:${id}`, kind: kind === 'checks_failed' ? 'system' : 'forge', author, bodyMd: `${about}\n\n${body}`, runId, url });
  }
  if (projectId !== null && ticketId !== null) tx.afterCommit(() => runs.announcer.announce(`board:${projectId}:${ticketId}`));
}

/**
 * Starts a run that goes on, on the pull request's own branch, with what was said: as whoever started the run that opened
 * it, and no more often than the project says. A run that is at it already is told instead. Null when none was started.
 */
export async function startFollowUp(ctx: FactoryContext, tx: TenantTx, feedback: Feedback, before: FollowUps): Promise<bigint | null> {
  const { pullRequest } = feedback;
  const lastId = before.latest ?? pullRequest.run_id;
  const last = lastId === null ? null : await readRunSummary(tx, lastId);
  const origin = lastId === null ? null : await readOriginRun(tx, lastId);
  const project = origin?.project_id ? await readProject(tx, origin.project_id) : null;
  if (!last || !origin || !project || project.follow_ups === 0 || (feedback.kind === 'comment' && !project.follow_comments)) return null;
  const said = `${feedback.author} about pull request ${pullRequest.number}:\n${feedback.body}`.slice(0, 30_000);
  if (last.endedAt === null) {
    await sendMessage(ctx.runs, tx, { userId: null, name: feedback.author }, origin.id, said.slice(0, 16_000));
    return null;
  }
  // A recipe reads nothing: it would do the same again.
  if (before.count >= project.follow_ups || origin.input['provider'] === 'recipe') return null;
  const person = await readStarter(tx, origin.id);
  if (!person) return null;
  const body = StartRunBody.parse({
    from: { runId: String(origin.id), as: 'continuation' }, mode: feedback.kind === 'checks_failed' ? 'bugfix' : 'implement', merge: 'pull_request',
    repository: { repositoryId: String(pullRequest.repository_id), ref: pullRequest.head_ref },
  });
  const runId = await startTicketRun(ctx, tx, person, body, { said, branch: pullRequest.head_ref });
  await appendEvents(tx, runId, null, [{ type: 'user_message', text: said.slice(0, 16_000), from: feedback.author }]);
  return runId;
}

/** Who started a run, if they may still sign in. It needs no permission of theirs to go on with what they started. */
async function readStarter(tx: TenantTx, runId: bigint): Promise<Principal | null> {
  const [row]: { id: bigint; name: string; email: string }[] = await tx.sql`
    SELECT u.id, u.name, u.email FROM runs r JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.created_by WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId} AND u.active`;
  return row ? { tenantId: tx.tenantId, userId: row.id, name: row.name, email: row.email, roles: [], permissions: [] } : null;
}
