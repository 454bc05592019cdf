import { RunStatus, type RunSummary } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import type { Client } from '../client/client.ts';
import type { Paint } from '../terminal/paint.ts';
import { formatAge, formatCents } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

/** As many as the server gives in one answer. */
const pageSize = 100;

export const command = defineCommand({
  usage: 'runs [--status STATUS] [--limit N]',
  about: 'Lists runs, newest first.',
  positionals: [],
  options: {
    status: { type: 'string', value: 'STATUS', help: RunStatus.options.join(', ') },
    limit: { type: 'string', value: 'N', help: 'at most so many (default: 20)' },
  },
  examples: ['lime runs --status waiting', "lime runs --limit 100 --json | jq -r '.items[].id'"],
  run: async (context, { values }) => {
    if (values.status !== undefined && !RunStatus.safeParse(values.status).success) throw usageError(`--status ${values.status} is not known`, `It may be: ${RunStatus.options.join(', ')}`);
    const limit = values.limit === undefined ? 20 : Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) throw usageError(`--limit ${values.limit} is not a number of runs`);
    const list = await takeRuns(context.client(), { ...(values.status !== undefined && { status: values.status }) }, limit);
    if (context.json) writeJson(context, list);
    else if (list.items.length === 0) context.write('No runs. Start one with: npx lime run --repo . --recipe NAME "TITLE"\n');
    else context.write(formatTable(list.items.map((run) => runRow(run, context.paint))));
    return exitCodes.ok;
  },
});

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
  return [paint.bold(run.id), runState(run, paint), formatAge(run.createdAt), run.costCents > 0 ? formatCents(run.costCents) : '', printableLine(run.title, 80)];
}

/** The status in its colour, with what a waiting run waits for. */
export function runState(run: Pick<RunSummary, 'status' | 'waitingOn'>, paint: Paint): string {
  const text = run.status === 'waiting' && run.waitingOn ? `waiting: ${run.waitingOn}` : run.status;
  const colours = { queued: paint.dim, running: paint.cyan, waiting: paint.yellow, succeeded: paint.green, failed: paint.red, cancelled: paint.dim };
  return colours[run.status](text);
}
