import { AgentMode, Provider, RunStatus, type RunSummary } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { type Context, writeJson } from '../context.ts';
import type { Client } from '../client/client.ts';
import { findProject } from '../client/find-project.ts';
import { findRepository } from '../client/find-repository.ts';
import { findTicket } from '../client/find-ticket.ts';
import type { Paint } from '../terminal/paint.ts';
import { formatAge, formatCents } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';

/** As many as the server gives in one answer. */
const pageSize = 100;

export const command = defineCommand({
  usage: 'runs [--status STATUS] [--provider PROVIDER] [--mode MODE] [--project KEY] [--ticket TICKET] [--repository NAME] [--limit N]',
  about: 'Lists runs, newest first.',
  positionals: [],
  options: {
    status: { type: 'string', value: 'STATUS', help: RunStatus.options.join(', ') },
    provider: { type: 'string', value: 'PROVIDER', help: `done by: ${Provider.options.join(', ')}` },
    mode: { type: 'string', value: 'MODE', help: AgentMode.options.join(', ') },
    project: { type: 'string', value: 'KEY', help: 'of this project' },
    ticket: { type: 'string', value: 'T', help: 'on this ticket (AL-12)' },
    repository: { type: 'string', value: 'NAME', help: 'in this repository' },
    limit: { type: 'string', value: 'N', help: 'at most so many (default: 20)' },
  },
  examples: ['lime runs --status waiting', 'lime runs --provider claude --mode review', "lime runs --limit 100 --json | jq -r '.items[].id'"],
  run: async (context, { values }) => {
    const limit = values.limit === undefined ? 20 : Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) throw usageError(`--limit ${values.limit} is not a number of runs`);
    const filter = await filterOf(context, values);
    const list = await takeRuns(context.client(), filter, limit);
    if (context.json) writeJson(context, list);
    else if (list.items.length === 0) context.write('No runs. Start one with: npx lime run --repo . --recipe NAME "TITLE"\n');
    else context.write(formatTable(list.items.map((run) => runRow(run, context.paint))));
    return exitCodes.ok;
  },
});

type Filter = Partial<Record<'status' | 'provider' | 'mode' | 'project' | 'ticket' | 'repository', string | undefined>>;

async function filterOf(context: Context, { status, provider, mode, project, ticket, repository }: Filter) {
  return {
    ...(status !== undefined && { status: oneOf('--status', RunStatus, status) }),
    ...(provider !== undefined && { provider: oneOf('--provider', Provider, provider) }),
    ...(mode !== undefined && { mode: oneOf('--mode', AgentMode, mode) }),
    ...(project !== undefined && { projectId: (await findProject(context.client(), project)).id }),
    ...(ticket !== undefined && { ticketId: (await findTicket(context.client(), ticket)).id }),
    ...(repository !== undefined && { repositoryId: (await findRepository(context.client(), repository)).id }),
  };
}

async function takeRuns(client: Client, query: Record<string, string>, limit: number): Promise<{ items: RunSummary[]; next: string | null }> {
  const items: RunSummary[] = [];
  let next: string | null = null;
  do {
    const page = await client.listRuns({ query: { ...query, limit: Math.min(pageSize, limit - items.length), ...(next !== null && { cursor: next }) } });
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < limit);
  return { items, next };
}

function runRow(run: RunSummary, paint: Paint): string[] {
  return [paint.bold(run.id), runState(run, paint), agentOf(run), formatAge(run.createdAt), run.costCents > 0 ? formatCents(run.costCents) : '', printableLine(run.title, 80)];
}

/** Who does it, and how. */
function agentOf({ provider, mode }: RunSummary): string {
  return provider === null ? '' : `${provider} ${mode ?? ''}`.trim();
}

/** The status in its colour, with what a waiting run waits for. */
export function runState(run: Pick<RunSummary, 'status' | 'waitingOn'>, paint: Paint): string {
  const text = run.status === 'waiting' && run.waitingOn ? `waiting: ${run.waitingOn}` : run.status;
  const colours = { queued: paint.dim, running: paint.cyan, waiting: paint.yellow, succeeded: paint.green, failed: paint.red, cancelled: paint.dim };
  return colours[run.status](text);
}
