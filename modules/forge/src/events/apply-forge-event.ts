import type { ForgeEvent, ForgeEventOf } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { ForgePullRequest } from '../adapters/forge-adapter.ts';
import { isGreen } from '../adapters/summarise-checks.ts';
import { keepToldRun } from '../pipelines/keep-pipeline-run.ts';
import { findByNumber, findByHead, type PullRequestRow, setReviewState, upsertPullRequest } from '../sql/pull-requests.ts';
import { noteCheckTold } from '../sql/pull-request-checks.ts';
import { findRepositories, type RepositoryRow } from '../sql/repositories.ts';
import { checkFailedQueue, type EventTicket, followQueue, type ForgeEvents } from './forge-events.ts';
import { keepFeedback } from './keep-feedback.ts';
import { noteChecks } from './note-checks.ts';

/**
 * What follows from a forge's event for the pull requests and pipelines that we know, and answers what it did, in sentences. What is
 * older, by the forge's clock, than what is known changes nothing; told again, nothing happens twice.
 */
export async function applyForgeEvent(events: ForgeEvents, tx: TenantTx, event: ForgeEvent, ticket: EventTicket): Promise<string[]> {
  // Nothing follows here from a push, the most frequent of events: its pull request is told of for itself.
  if (event.repository === null || event.kind === 'push') return [];
  const did: string[] = [];
  // A repository may be imported through one connector, and be told of by webhooks of several.
  for (const repository of await findRepositories(tx, event.repository)) {
    if (event.kind === 'repository' || event.repository.fullName !== repository.full_name) did.push(await followLater(events, tx, repository));
    if (event.kind === 'pull_request') did.push(...(await applyPullRequest(events, tx, repository, event, ticket)));
    else if (event.kind === 'review') did.push(...(await applyReview(events, tx, repository, event)));
    else if (event.kind === 'review_comment') did.push(...(await applyComment(events, tx, repository, event)));
    else if (event.kind === 'pipeline') did.push(...(await keepToldRun(tx, repository, event, ticket)), ...(await applyCheck(events, tx, repository, { ...event, name: event.workflow.name, at: event.updatedAt })));
    else if (event.kind === 'check') did.push(...(await applyCheck(events, tx, repository, { ...event, externalRunId: '' })));
  }
  return did;
}

/** What it is called by now is asked of the forge: an event that comes late tells an old name. */
async function followLater({ queue }: ForgeEvents, tx: TenantTx, { id, full_name }: RepositoryRow): Promise<string> {
  await queue.send(tx, followQueue, [{ tenantId: String(tx.tenantId), repositoryId: String(id) }]);
  return `${full_name} may have another name by now: its forge is asked`;
}

async function applyPullRequest(events: ForgeEvents, tx: TenantTx, repository: RepositoryRow, event: ForgeEventOf<'pull_request'>, ticket: EventTicket): Promise<string[]> {
  const known = await findByNumber(tx, repository.id, event.number);
  // Anybody may open one in a public repository: it is none of ours until a person takes it up.
  if (!known && event.outsider) return [];
  const at = event.at ?? new Date().toISOString();
  const state = event.action === 'closed' || event.action === 'merged' ? event.action : event.action === 'updated' ? (known?.state ?? 'open') : 'open';
  // Bitbucket tells the beginning of it.
  const headSha = known?.head_sha.startsWith(event.head.sha) ? known.head_sha : event.head.sha;
  const told: ForgePullRequest = { number: event.number, title: event.title, url: event.url, state, headRef: event.head.ref, headSha, baseRef: event.base.ref, mergedAt: state === 'merged' ? at : null, updatedAt: at };
  const kept = await upsertPullRequest(tx, repository.id, told, ticket ?? { projectId: null, ticketId: null, runId: null });
  // Nothing is known of the checks of another commit yet, and one that is closed counts no more.
  if (kept !== null && known) await noteChecks(events.forge, tx, known, known.head_sha === headSha ? known.checks_state : 'none');
  const name = `pull request ${event.number} of ${repository.full_name}`;
  return [kept === null ? `Something newer is known of ${name}` : `${name} is ${state}`];
}

const verdicts = { approved: 'approved', changes_requested: 'changes_requested', dismissed: 'none', commented: null } as const;

async function applyReview(events: ForgeEvents, tx: TenantTx, repository: RepositoryRow, event: ForgeEventOf<'review'>): Promise<string[]> {
  const known = await findByNumber(tx, repository.id, event.number);
  if (!known || event.outsider) return [];
  const verdict = verdicts[event.state];
  if (verdict !== null) await setReviewState(tx, known.id, verdict, event.at ?? new Date().toISOString());
  if (event.state !== 'changes_requested' && event.body.trim() === '') return [];
  const body = event.body.trim() === '' ? 'Changes are requested.' : event.body;
  return keepFeedback(events, tx, known, { kind: 'review', dedupeKey: `review:${event.url}:${event.state}`, author: event.author, body, url: event.url }, { mayStart: event.state === 'changes_requested' });
}

async function applyComment(events: ForgeEvents, tx: TenantTx, repository: RepositoryRow, event: ForgeEventOf<'review_comment'>): Promise<string[]> {
  const known = await findByNumber(tx, repository.id, event.number);
  if (!known) return [];
  const where = event.path === null ? '' : `${event.path}${event.line === null ? '' : `:${event.line}`}\n`;
  // Who comments may be anybody: then it is shown, and starts nothing.
  return keepFeedback(events, tx, known, { kind: 'comment', dedupeKey: `comment:${event.url}`, author: event.author, body: where + event.body, url: event.url }, { mayStart: !event.outsider });
}

type Check = { name: string; headSha: string; status: string; conclusion: string | null; url: string; at: string | null; externalRunId: string };

async function applyCheck(events: ForgeEvents, tx: TenantTx, repository: RepositoryRow, check: Check): Promise<string[]> {
  const state = check.status !== 'completed' ? 'pending' : isGreen(check.conclusion) ? 'passed' : 'failed';
  const pulls = await findByHead(tx, repository.id, check.headSha);
  if (pulls.length === 0) return [];
  const all = await noteCheckTold(tx, { repositoryId: repository.id, headSha: check.headSha, name: check.name, state, url: check.url, at: check.at ?? new Date().toISOString() });
  for (const pull of pulls) await noteChecks(events.forge, tx, pull, all.state);
  if (state === 'failed' && isLast(check)) await sendFailed(events, tx, pulls, check);
  return pulls.map((pull) => `Checks of pull request ${pull.number} of ${repository.full_name}: ${all.state}`);
}

/** A job of GitHub Actions is told of again with the whole of its workflow, whose log can be read then. */
function isLast({ externalRunId, url }: Check): boolean {
  return externalRunId !== '' || !/\/actions\/runs\/\d+/.test(url);
}

async function sendFailed({ queue }: ForgeEvents, tx: TenantTx, pulls: PullRequestRow[], check: Check): Promise<void> {
  const { name, headSha, externalRunId, url } = check;
  await queue.send(tx, checkFailedQueue, pulls.map((pull) => ({ tenantId: String(tx.tenantId), pullRequestId: String(pull.id), name: name.slice(0, 200), headSha, externalRunId, url: url.slice(0, 2000) })));
}
