import { readPages } from '@lime/client';
import type { ApiKeyView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('keys');

const dayMs = 86_400_000;

export const command = defineCommand({
  usage: 'keys [list | create NAME | change ID | revoke ID] [--name NAME] [--scope SCOPE]… [--days N] [--all]',
  about: `API keys let programs act for you. A key is shown once, when it is made. It may do what its scopes say,
as far as you may: "read" (the default) looks, "*" does all that you may, now and later; else name
permissions, such as run.start. A program uses it as LIME_TOKEN, or as Authorization: Bearer. A key can be changed to
may less, or to end earlier; for more, make a new one.`,
  positionals: [{ name: 'action', required: false }, { name: 'name or id', required: false }],
  options: {
    name: { type: 'string', value: 'NAME', help: 'change: another name' },
    scope: { type: 'string', value: 'SCOPE', multiple: true, help: 'read, *, or a permission' },
    days: { type: 'string', value: 'N', help: 'the key ends after so many days (default: it does not)' },
    all: { type: 'boolean', help: "everybody's keys, for who manages members" },
  },
  examples: ['lime keys', 'lime keys create ci --scope run.start --days 90', 'lime keys change 3 --scope read --days 7', 'lime keys revoke 3'],
  run: async (context, { positionals: [action = 'list', target], values: { name, scope, days, all } }) => {
    if (action === 'list') await list(context, all);
    else if (action === 'create') await create(context, required(target, 'create NAME'), scope ?? [], days);
    else if (action === 'change') await change(context, required(target, 'change ID'), { name, scopes: scope ?? [], days });
    else if (action === 'revoke') await revoke(context, required(target, 'revoke ID'));
    else throw usageError(`unknown action ${action}`, 'It may be: list, create NAME, change ID, revoke ID');
    return exitCodes.ok;
  },
});

async function list(context: Context, all: boolean): Promise<void> {
  const keys = await readPages((cursor) => context.client().listApiKeys({ query: { cursor, limit: 200, ...(all && { all: 'true' }) } }));
  if (context.json) return writeJson(context, { items: keys });
  if (keys.length === 0) return context.write('No API keys. Make one with: npx lime keys create NAME\n');
  context.write(formatTable(keys.map((key) => keyRow(key, all))));
}

function keyRow(key: ApiKeyView, withUser = false): string[] {
  return [key.id, `${key.prefix}…`, printableLine(key.name), ...(withUser ? [printableLine(key.user.name)] : []), key.scopes.join(' '), stateOf(key)];
}

function stateOf({ revokedAt, expiresAt, lastUsedAt }: ApiKeyView): string {
  if (revokedAt !== null) return `revoked ${formatAge(revokedAt)}`;
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) return `expired ${formatAge(expiresAt)}`;
  const end = expiresAt === null ? '' : `, ends ${new Date(expiresAt).toLocaleDateString()}`;
  return `${lastUsedAt === null ? 'never used' : `used ${formatAge(lastUsedAt)}`}${end}`;
}

async function create(context: Context, name: string, scopes: string[], days: string | undefined): Promise<void> {
  const client = context.client();
  const made = await client.createApiKey({ body: { name, ...(scopes.length > 0 && { scopes }), expiresAt: days === undefined ? null : endIn(days) } });
  if (context.json) return writeJson(context, made);
  context.write(`${made.key}\n`);
  context.note(`It is not shown again. With it:\n  LIME_SERVER=${client.connection.server} LIME_TOKEN=… npx lime runs\n`);
}

async function change(context: Context, keyId: string, { name, scopes, days }: { name: string | undefined; scopes: string[]; days: string | undefined }): Promise<void> {
  const body = { ...(name !== undefined && { name }), ...(scopes.length > 0 && { scopes }), ...(days !== undefined && { expiresAt: endIn(days) }) };
  if (Object.keys(body).length === 0) throw usageError('nothing to change', 'Say --name, --scope or --days.');
  const key = await context.client().updateApiKey({ id: keyId, body });
  if (context.json) writeJson(context, key);
  else context.write(formatTable([keyRow(key)]));
}

function endIn(days: string): string {
  return new Date(Date.now() + readDays(days) * dayMs).toISOString();
}

function readDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3650) throw usageError(`--days ${text} is not a whole number from 1 to 3650`);
  return days;
}

async function revoke(context: Context, keyId: string): Promise<void> {
  await context.client().revokeApiKey({ id: keyId });
  if (context.json) writeJson(context, { id: keyId, revoked: true });
  else context.write(`key ${keyId} is revoked\n`);
}
