import { type AuditEntryView, AuditFormat, auditWords, subjectWords } from '@lime/contracts';
import { Readable } from 'node:stream';
import { exitCodes, usageError } from '../cli-error.ts';
import { findMember } from '../client/find-member.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { present } from './present.ts';
import { readTime } from './read-time.ts';

export const command = defineCommand({
  usage: 'audit [--actor WHO] [--action WHAT] [--target TYPE[:ID]] [--from TIME] [--to TIME] [--export csv|ndjson | --platform]',
  about: `Who did what, newest first. Nobody can change it, not even the server. With --export all of it goes to
stdout, as it is read. Tries that were refused stand there too: the first at once, its repetitions once an hour.`,
  positionals: [],
  options: {
    actor: { type: 'string', value: 'WHO', help: "a member's address or id" },
    action: { type: 'string', value: 'WHAT', help: 'an action, or how it begins: session., gate.approve' },
    target: { type: 'string', value: 'TYPE[:ID]', help: 'what it was done to: api_key, run:12' },
    from: { type: 'string', value: 'TIME', help: 'from this day or time on: 2026-01-31' },
    to: { type: 'string', value: 'TIME', help: 'before this day or time' },
    limit: { type: 'string', value: 'N', help: 'lines a page, at most 200 (default: 50)' },
    cursor: { type: 'string', value: 'CURSOR', help: 'the page after the one that ended with this' },
    platform: { type: 'boolean', help: 'what concerns no organisation, such as strangers who try to sign in: on the server’s own machine' },
    export: { type: 'string', value: 'FORMAT', help: 'csv or ndjson, all of it' },
  },
  examples: ['lime audit', 'lime audit --action session. --from 2026-01-31', 'lime audit --export csv > audit.csv'],
  run: async (context, { values: { export: format, platform, limit, cursor, actor: who, action, from, to, target } }) => {
    const [targetType, targetId] = target?.split(':') ?? [];
    const actor = who && (await findMember(context.client(), who)).id;
    const filter = present({ actor, action, targetType, targetId, from: from && readTime('--from', from), to: to && readTime('--to', to) });
    if (platform && format !== undefined) throw usageError('--platform lists, and exports nothing');
    if (format !== undefined) await exportAll(context, { ...filter, format: oneOf('--export', AuditFormat, format) });
    else await list(context, { ...filter, ...present({ limit, cursor }) }, platform ?? false);
    return exitCodes.ok;
  },
});

async function list(context: Context, query: Record<string, string>, platform: boolean): Promise<void> {
  const client = context.client();
  const page = await (platform ? client.listPlatformAudit({ query }) : client.listAudit({ query }));
  if (context.json) return writeJson(context, page);
  context.write(formatTable(page.items.map((entry) => rowOf(entry, context.paint))));
  if (page.next !== null) context.note(`there is more: --cursor ${page.next}\n`);
}

/** `2026-01-31 09:30:00  Ada  revoked the API key  ci (lime_key_1…)  api_key.revoke  {"name":"ci"}` */
function rowOf({ at, actor, action, target: { type, id, name }, payload }: AuditEntryView, paint: Context['paint']): string[] {
  const on = name ?? (id === null ? '' : `${subjectWords(type)} ${id}`);
  return [at.replace('T', ' ').slice(0, 19), printableLine(actor.name, 40), paint.bold(auditWords(action)), printableLine(on, 60), paint.dim(action), paint.dim(printableLine(JSON.stringify(payload), 80))];
}

async function exportAll(context: Context, query: Record<string, string>): Promise<void> {
  const { body } = await context.client().exportAudit({ query });
  for await (const chunk of Readable.fromWeb(body ?? new Blob().stream()).setEncoding('utf8')) await written(String(chunk));
}

/** Waits while the reader of a pipe is slower than the server. */
function written(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
