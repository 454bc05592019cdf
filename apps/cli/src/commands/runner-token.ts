import { readPages } from '@lime/client';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('runner-token');

export const command = defineCommand({
  usage: 'runner-token create NAME | list | revoke ID [--shared]',
  about: `Runners prove who they are by a token. A token is shown once, when it is made; revoking it stops its
runners. A runner works for the tenant that made its token; with --shared, which only works on the server's
own machine, for all tenants of the installation in turn.`,
  positionals: [{ name: 'action', required: true }, { name: 'name or id', required: false }],
  options: { shared: { type: 'boolean', help: 'for runners of the whole installation' } },
  examples: ['lime runner-token create build-box', 'lime runner-token create big-box --shared', 'lime runner-token list', 'lime runner-token revoke 3'],
  run: async (context, { positionals: [action, target], values: { shared } }) => {
    if (action === 'list') await list(context, shared);
    else if (action === 'create') await create(context, required(target, 'create NAME'), shared);
    else if (action === 'revoke') await revoke(context, required(target, 'revoke ID'), shared);
    else throw usageError(`unknown action ${action}`, 'It may be: create NAME, list, revoke ID');
    return exitCodes.ok;
  },
});

async function create(context: Context, name: string, shared: boolean): Promise<void> {
  const client = context.client();
  const created = await (shared ? client.createSharedRunnerToken({ body: { name } }) : client.createRunnerToken({ body: { name } }));
  if (context.json) return writeJson(context, created);
  context.write(`${created.token}\n`);
  context.note(`It is not shown again. On the other machine:\n  LIME_RUNNER_TOKEN=… npx lime runner --server ${client.connection.server}\n`);
}

async function list(context: Context, shared: boolean): Promise<void> {
  const client = context.client();
  const tokens = shared ? (await client.listSharedRunnerTokens()).items : await readPages((cursor) => client.listRunnerTokens({ query: { cursor } }));
  if (context.json) return writeJson(context, { items: tokens });
  if (tokens.length === 0) return context.write('No runner tokens.\n');
  context.write(formatTable(tokens.map((token) => [token.id, printableLine(token.name), token.revokedAt ? 'revoked' : 'valid', token.lastUsedAt ? `used ${formatAge(token.lastUsedAt)}` : 'never used'])));
}

async function revoke(context: Context, tokenId: string, shared: boolean): Promise<void> {
  const client = context.client();
  await (shared ? client.revokeSharedRunnerToken({ id: tokenId }) : client.revokeRunnerToken({ id: tokenId }));
  if (context.json) writeJson(context, { id: tokenId, revoked: true });
  else context.write(`token ${tokenId} is revoked; its runners stop at their next call\n`);
}
