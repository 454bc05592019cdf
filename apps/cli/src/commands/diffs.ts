import type { CodeDiffView } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { findRepository } from '../client/find-repository.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { present } from './present.ts';

export const command = defineCommand({
  usage: 'diffs [--repository NAME] [--project KEY] [--ticket AL-12] [--run ID]',
  about: `The changes that runs propose, one for each repository that they change, the newest first: how large each is, what it
was made on, and where it was pushed. "lime diff RUN" prints one.`,
  positionals: [],
  options: {
    repository: { type: 'string', value: 'NAME', help: 'of this repository: its id or owner/name' },
    project: { type: 'string', value: 'KEY', help: 'of this project' },
    ticket: { type: 'string', value: 'TICKET', help: 'of this ticket' },
    run: { type: 'string', value: 'ID', help: 'of this run' },
    limit: { type: 'string', value: 'N', help: 'so many of them (default: 50)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'from where the page before ended' },
  },
  examples: ['lime diffs --repository acme/shop', 'lime diffs --ticket AL-12'],
  run: async (context, { values: { repository, project, ticket, run, limit, cursor } }) => {
    const client = context.client();
    const repositoryId = repository === undefined ? undefined : (await findRepository(client, repository)).id;
    const projectId = project === undefined ? undefined : (await findProject(client, project)).id;
    const page = await client.listCodeDiffs({ query: { ...present({ repositoryId, projectId, ticketId: ticket, runId: run, cursor }), ...(limit !== undefined && { limit: Number(limit) }) } });
    if (context.json) writeJson(context, page);
    else context.write(page.items.length > 0 ? formatTable(page.items.map((one) => rowOf(context, one))) : 'No changes.\n');
    if (!context.json && page.next !== null) context.note(`More: --cursor ${page.next}\n`);
    return exitCodes.ok;
  },
});

function rowOf({ paint }: Context, { runId, repository, baseRef, baseSha, headRef, stats, createdAt }: CodeDiffView): string[] {
  const base = [baseRef, baseSha?.slice(0, 12)].filter((part) => part).join(' at ');
  const size = `${plural(stats.filesChanged, 'file')} ${paint.green(`+${stats.insertions}`)} ${paint.red(`−${stats.deletions}`)}`;
  return [`run ${runId}`, paint.bold(printableLine(repository ?? '')), size, printableLine(base), headRef === null ? 'not pushed' : printableLine(headRef), paint.dim(formatAge(createdAt))];
}
