import { AuditFormat } from '@lime/contracts';
import { Readable } from 'node:stream';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { present } from './present.ts';
import { readTime } from './read-time.ts';

export const command = defineCommand({
  usage: 'audit [--actor USER] [--action WHAT] [--target TYPE[:ID]] [--from TIME] [--to TIME] [--export csv|ndjson]',
  about: `Who did what, newest first. Nobody can change it, not even the server. With --export all of it goes to
stdout, as it is read.`,
  positionals: [],
  options: {
    actor: { type: 'string', value: 'USER', help: "a member's id" },
    action: { type: 'string', value: 'WHAT', help: 'an action, or how it begins: session., gate.approve' },
    target: { type: 'string', value: 'TYPE[:ID]', help: 'what it was done to: api_key, run:12' },
    from: { type: 'string', value: 'TIME', help: 'from this day or time on: 2026-01-31' },
    to: { type: 'string', value: 'TIME', help: 'before this day or time' },
    limit: { type: 'string', value: 'N', help: 'lines a page, at most 200 (default: 50)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'the page after the one that ended with this' },
    export: { type: 'string', value: 'FORMAT', help: 'csv or ndjson, all of it' },
  },
  examples: ['lime audit', 'lime audit --action session. --from 2026-01-31', 'lime audit --export csv > audit.csv'],
  run: async (context, { values: { export: format, limit, cursor, actor, action, from, to, target } }) => {
    const [targetType, targetId] = target?.split(':') ?? [];
    const filter = present({ actor, action, targetType, targetId, from: from && readTime('--from', from), to: to && readTime('--to', to) });
    if (format !== undefined) await exportAll(context, { ...filter, format: oneOf('--export', AuditFormat, format) });
    else await list(context, { ...filter, ...present({ limit, cursor }) });
    return exitCodes.ok;
  },
});

async function list(context: Context, query: Record<string, string>): Promise<void> {
  const page = await context.client().listAudit({ query });
  if (context.json) return writeJson(context, page);
  context.write(formatTable(page.items.map(({ at, actor, action, target, payload }) => [at.replace('T', ' ').slice(0, 19), printableLine(actor.name, 40), context.paint.bold(action), `${target.type}${target.id === null ? '' : ` ${target.id}`}`, context.paint.dim(printableLine(JSON.stringify(payload), 100))])));
  if (page.next !== null) context.note(`there is more: --cursor ${page.next}\n`);
}

async function exportAll(context: Context, query: Record<string, string>): Promise<void> {
  const { body } = await context.client().exportAudit({ query });
  for await (const chunk of Readable.fromWeb(body ?? new Blob().stream()).setEncoding('utf8')) await written(String(chunk));
}

/** Waits while the reader of a pipe is slower than the server. */
function written(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
