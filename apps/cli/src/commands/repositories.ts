import { readPages } from '@lime/client';
import type { RepositoryView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { findRepository } from '../client/find-repository.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('repositories');

export const command = defineCommand({
  usage: 'repositories [list | available CONNECTOR [SEARCH] | import CONNECTOR NAME | attach NAME PROJECT | detach NAME PROJECT | enable NAME | disable NAME | refresh NAME | remove NAME | restore ID]',
  about: `This organisation's repositories. One is imported through a connector, whose credential then opens it for
runs: lime run --repository OWNER/NAME. A project's default one is worked on where nobody says which.`,
  positionals: [{ name: 'action', required: false }, { name: 'connector or name', required: false }, { name: 'name, search or project', required: false }],
  options: { default: { type: 'boolean', help: "attach: as the project's default" }, archived: { type: 'boolean', help: 'list: those that were removed' } },
  examples: ['lime repositories available 3 shop', 'lime repositories import 3 acme/shop', 'lime repositories attach acme/shop SHOP --default', 'lime repositories disable acme/shop'],
  run: async (context, { values, positionals: [action = 'list', first, second] }) => {
    if (action === 'list') await list(context, values.archived);
    else if (action === 'available') await available(context, required(first, 'available CONNECTOR'), second ?? '');
    else if (action === 'import') await importOne(context, required(first, 'import CONNECTOR NAME'), required(second, 'import CONNECTOR NAME'));
    else if (action === 'attach' || action === 'detach') await place(context, action, required(first, `${action} NAME PROJECT`), { project: required(second, `${action} NAME PROJECT`), isDefault: values.default });
    else if (action === 'enable' || action === 'disable') await enable(context, required(first, `${action} NAME`), action === 'enable');
    else if (action === 'remove') await remove(context, required(first, 'remove NAME'));
    else if (action === 'refresh') await refresh(context, required(first, 'refresh NAME'));
    else if (action === 'restore') await restore(context, required(first, 'restore ID'));
    else throw usageError(`unknown action ${action}`, 'It may be: list, available, import, attach, detach, enable, disable, refresh, remove, restore');
    return exitCodes.ok;
  },
});

async function list(context: Context, archived: boolean): Promise<void> {
  const items = await readPages((cursor) => context.client().listRepositories({ query: { cursor, limit: 200, ...(archived && { archived: 'true' as const }) } }));
  if (context.json) return writeJson(context, { items });
  context.write(items.length > 0 ? formatTable(items.map((one) => rowOf(context, one))) : archived ? 'None was removed.\n' : 'No repositories. Import one with: npx lime repositories import CONNECTOR OWNER/NAME\n');
}

function rowOf({ paint }: Context, one: RepositoryView): string[] {
  return [one.id, paint.bold(printableLine(one.fullName)), one.provider, printableLine(one.defaultBranch), printableLine(one.cloneUrl, 120), one.isEnabled ? '' : paint.dim('disabled')];
}

async function available(context: Context, connectorId: string, search: string): Promise<void> {
  const page = await context.client().listAvailableRepositories({ id: connectorId, query: { search } });
  if (context.json) return writeJson(context, page);
  if (page.items.length === 0) return context.write('It sees none of that name.\n');
  context.write(formatTable(page.items.map((one) => [context.paint.bold(printableLine(one.fullName)), one.private ? 'private' : 'public', one.mayPush === false ? 'read only' : '', one.repositoryId === null ? '' : 'imported'])));
  if (page.next !== null) context.note('There are more: search by a part of the name.\n');
}

async function importOne(context: Context, connectorId: string, name: string): Promise<void> {
  const isAddress = name.includes(':') || /^[\w.-]+@/.test(name);
  const made = await context.client().importRepository({ body: isAddress ? { connectorId, url: name } : { connectorId, fullName: name } });
  if (context.json) writeJson(context, made);
  else context.write(formatTable([rowOf(context, made)]));
}

async function place(context: Context, action: 'attach' | 'detach', name: string, { project: key, isDefault }: { project: string; isDefault: boolean }): Promise<void> {
  const client = context.client();
  const [repository, project] = [await findRepository(client, name), await findProject(client, key)];
  if (action === 'attach') await client.attachRepository({ id: project.id, body: { repositoryId: repository.id, isDefault } });
  else await client.detachRepository({ id: project.id, repositoryId: repository.id });
  if (context.json) writeJson(context, { repository: repository.fullName, project: project.key, attached: action === 'attach' });
  else context.write(`${repository.fullName} is ${action === 'attach' ? 'one' : 'none'} of ${project.key}'s repositories${action === 'attach' ? '' : ' any more'}\n`);
}

async function enable(context: Context, name: string, isEnabled: boolean): Promise<void> {
  const client = context.client();
  const changed = await client.updateRepository({ id: (await findRepository(client, name)).id, body: { isEnabled } });
  if (context.json) writeJson(context, changed);
  else context.write(`${changed.fullName} is ${isEnabled ? 'enabled' : 'disabled'}\n`);
}

async function remove(context: Context, name: string): Promise<void> {
  const client = context.client();
  const { id, fullName } = await findRepository(client, name);
  await client.removeRepository({ id });
  if (context.json) writeJson(context, { id, removed: true });
  else context.write(`${fullName} is put away: nobody works in it from here, and what was done in it stays known. Bring it back with: npx lime repositories restore ${id}\n`);
}

async function refresh(context: Context, name: string): Promise<void> {
  const client = context.client();
  const now = await client.refreshRepository({ id: (await findRepository(client, name)).id });
  if (context.json) writeJson(context, now);
  else context.write(formatTable([rowOf(context, now)]));
}

async function restore(context: Context, id: string): Promise<void> {
  const back = await context.client().restoreRepository({ id });
  if (context.json) writeJson(context, back);
  else context.write(`${back.fullName} is back, in the projects that it was in\n`);
}
