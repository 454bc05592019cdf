import { MergeMethod, type PullRequestView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { followToEnd, hasEnded } from '../follow/follow-to-end.ts';
import { reportOutcome } from '../follow/report-outcome.ts';
import { formatAge } from '../terminal/format.ts';
import { printable, printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { present } from './present.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('prs');

export const command = defineCommand({
  usage: 'prs [list | show ID | refresh ID | merge ID] [options]',
  about: `Pull requests that runs have opened, and those of people that webhooks tell of. They follow the forge by its
webhooks; "refresh" asks it now. Merging is a run: it merges the commit that is shown, once its checks are green.`,
  positionals: [{ name: 'action', required: false }, { name: 'id', required: false }],
  options: {
    project: { type: 'string', value: 'KEY', help: 'list: of this project' },
    ticket: { type: 'string', value: 'ID', help: 'list: of this ticket' },
    run: { type: 'string', value: 'ID', help: 'list: of this run' },
    state: { type: 'string', value: 'STATE', help: 'list: open, merged or closed' },
    method: { type: 'string', value: 'HOW', help: 'merge: merge (default), squash or rebase' },
    force: { type: 'boolean', help: 'merge: although checks fail or have not ended, or changes are requested' },
    detach: { type: 'boolean', help: 'merge: do not wait for its end' },
  },
  examples: ['lime prs --state open', 'lime prs show 7', 'lime prs merge 7 --method squash'],
  run: async (context, { values, positionals: [action = 'list', id] }) => {
    if (action === 'list') await list(context, await filterOf(context, values));
    else if (action === 'show') await show(context, required(id, 'show ID'));
    else if (action === 'refresh') await refresh(context, required(id, 'refresh ID'));
    else if (action === 'merge') return merge(context, required(id, 'merge ID'), values);
    else throw usageError(`unknown action ${action}`, 'It may be: list, show, refresh, merge');
    return exitCodes.ok;
  },
});

type Filter = { project?: string | undefined; ticket?: string | undefined; run?: string | undefined; state?: string | undefined };

async function filterOf(context: Context, { project, ticket, run, state }: Filter): Promise<Record<string, string>> {
  const projectId = project === undefined ? undefined : (await findProject(context.client(), project)).id;
  return present({ projectId, ticketId: ticket, runId: run, state });
}

async function list(context: Context, filter: Record<string, string>): Promise<void> {
  const page = await context.client().listPullRequests({ query: filter });
  if (context.json) return writeJson(context, page);
  context.write(page.items.length > 0 ? formatTable(page.items.map((one) => rowOf(context, one))) : 'No pull requests.\n');
}

function rowOf({ paint }: Context, one: PullRequestView): string[] {
  const checks = one.checksState === 'none' ? '' : one.checksState === 'failed' ? paint.red('checks failed') : `checks ${one.checksState}`;
  const review = one.reviewState === 'none' ? '' : one.reviewState.replaceAll('_', ' ');
  return [one.id, paint.bold(`${printableLine(one.repository)}#${one.number}`), one.state, checks, review, printableLine(one.title), paint.dim(formatAge(one.updatedAt))];
}

async function show(context: Context, id: string): Promise<void> {
  const detail = await context.client().readPullRequest({ id });
  if (context.json) return writeJson(context, detail);
  context.write(formatTable([rowOf(context, detail)]));
  context.write(`${printableLine(detail.url, 300)}\n${printableLine(detail.headRef)} at ${detail.headSha.slice(0, 12)} into ${printableLine(detail.baseRef)}${detail.runId === null ? '' : `, by run ${detail.runId}`}\n`);
  for (const one of detail.feedback) context.write(`\n${context.paint.bold(printableLine(one.author))} ${one.kind.replaceAll('_', ' ')} ${formatAge(one.createdAt)}${one.runId === null ? '' : `, started run ${one.runId}`}\n${printable(one.body)}\n`);
}

async function refresh(context: Context, id: string): Promise<void> {
  const now = await context.client().refreshPullRequest({ id });
  if (context.json) writeJson(context, now);
  else context.write(formatTable([rowOf(context, now)]));
}

async function merge(context: Context, id: string, { method, force, detach }: { method: string | undefined; force: boolean; detach: boolean }): Promise<number> {
  const client = context.client();
  const { headSha } = await client.readPullRequest({ id });
  const run = await client.mergePullRequest({ id, body: { headSha, force, ...(method !== undefined && { method: oneOf('--method', MergeMethod, method) }) } });
  if (context.json && detach) writeJson(context, run);
  if (detach) return exitCodes.ok;
  return reportOutcome(context, await followToEnd(context, { runId: run.id, after: 0, until: hasEnded }));
}
