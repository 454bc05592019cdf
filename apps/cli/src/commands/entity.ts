import { type Entity, entities, hooks } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { type Command, defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import type { EntityActions } from './entity-actions.ts';
import { exampleOf, optionOf, optionsOf, readFields } from './entity-fields.ts';
import { hookActions } from './hook-actions.ts';

type Item = Record<string, unknown>;

const none: EntityActions = { usage: '', options: {}, examples: [], actions: {} };
/** What those can do that are put away when they are deleted. */
const archived: EntityActions = { usage: 'restore ID', options: { archived: { type: 'boolean', help: 'list: those that were deleted' } }, examples: [], actions: {} };
/** By the entity's name. */
const besides: Record<string, EntityActions> = { [hooks.name]: hookActions };

/** The commands of everything that has the usual four: `lime custom-instructions create --mode plan …`. */
export const entityCommands = entities.map((entity) => ({ name: entity.name, summary: `list, show, create, set and delete: ${entity.title.toLowerCase()}`, load: async () => ({ command: commandFor(entity) }) }));

function commandFor(entity: Entity): Command {
  const { name } = entity;
  const more = besides[name] ?? (entity.archives ? archived : none);
  return defineCommand({
    usage: `${name} [list | show ID | create | set ID | delete ID${more.usage === '' ? '' : ` | ${more.usage}`}] [--FIELD VALUE…]`,
    about: `${entity.about}\n\nA VALUE of @FILE is read from that file, and @- from stdin; a list is written with commas.`,
    positionals: [{ name: 'action', required: false }, { name: 'id', required: false }],
    options: { ...optionsOf(entity), ...more.options },
    examples: [`lime ${name}`, `lime ${name} show 7`, `lime ${name} create ${exampleOf(entity)}`, `lime ${name} delete 7`, ...more.examples],
    run: async (context, { positionals: [action = 'list', id], values }) => {
      const body = await readFields(context, entity, values);
      const kept = context.client().keep(entity);
      const one = (): string => id ?? refuseWithoutId(entity, action);
      const own = more.actions[action];
      if (own) return own(context, { id, fields: body, values });
      if (action === 'list') await list(context, entity, { ...body, ...(values['archived'] === true && { archived: true }) });
      else if (action === 'show') show(context, entity, await kept.read({ id: one() }));
      else if (action === 'create') show(context, entity, await kept.create({ body }));
      else if (action === 'set') show(context, entity, await kept.update({ id: one(), body }));
      else if (action === 'delete') await remove(context, entity, one());
      else if (action === 'restore' && entity.archives) show(context, entity, await context.client().restore(entity, one()));
      else throw usageError(`unknown action ${action}`, `It may be: ${['list', 'show ID', 'create', 'set ID', 'delete ID', ...(entity.archives ? ['restore ID'] : []), ...Object.keys(more.actions)].join(', ')}`);
      return exitCodes.ok;
    },
  });
}

function refuseWithoutId(entity: Entity, action: string): never {
  throw usageError(`which ${entity.one}?`, `Write it as: lime ${entity.name} ${action} ID`);
}

async function list(context: Context, entity: Entity, filters: Item): Promise<void> {
  const narrowed = Object.fromEntries(Object.entries(filters).map(([field, value]) => [field, String(value)]));
  const { items, next } = await context.client().keep(entity).list({ query: { ...narrowed, limit: 200 } });
  if (context.json) return writeJson(context, { items, next });
  if (items.length === 0) return context.write(`None yet. ${entity.about}\nMake one with: npx lime ${entity.name} create ${exampleOf(entity)}\n`);
  const rows = items.map((item) => [context.paint.bold(String(item['id'])), ...Object.keys(entity.fields).map((field) => printableLine(shown(item[field]), 48))]);
  context.write(formatTable([['ID', ...Object.keys(entity.fields).map((field) => optionOf(field).toUpperCase())], ...rows]));
  if (next !== null) context.note('There are more; narrow the list, or read it with --json and cursor.\n');
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value);
}

function show(context: Context, entity: Entity, item: Item): void {
  if (context.json) writeJson(context, item);
  else context.write(formatTable(Object.keys(entity.view.shape).map((field) => [context.paint.bold(optionOf(field)), printableLine(shown(item[field]), 2000)])));
}

async function remove(context: Context, entity: Entity, id: string): Promise<void> {
  await context.client().keep(entity).remove({ id });
  if (context.json) writeJson(context, { id, deleted: true });
  else context.write(`The ${entity.one} ${id} is gone${entity.archives ? `. Bring it back with: npx lime ${entity.name} restore ${id}` : ''}\n`);
}
