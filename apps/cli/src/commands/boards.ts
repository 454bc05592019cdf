import { readPages } from '@lime/client';
import type { BoardColumn, BoardView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { findBoard } from '../client/find-board.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import type { Values } from '../option-specs.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';
import { projectOf } from './ticket-board.ts';

const required = requiredBy('boards');
const options = {
  project: { type: 'string', value: 'KEY', help: 'the project whose boards are meant' },
  at: { type: 'string', value: 'N', help: 'add-column, move-column: its place, from 1 at the left (default: the last)' },
  limit: { type: 'string', value: 'N|none', help: 'add-column, set-column: how many tickets are to stand in it at most' },
  title: { type: 'string', value: 'TITLE', help: 'set-column: another title; its key stays' },
  'tickets-to': { type: 'string', value: 'COLUMN', help: 'delete-column: where its tickets go' },
} as const;
type Given = Values<typeof options>;

export const command = defineCommand({
  usage: 'boards [list | show BOARD | create NAME | rename BOARD NAME | delete BOARD | add-column BOARD TITLE | set-column BOARD COLUMN | move-column BOARD COLUMN --at N | delete-column BOARD COLUMN] [options]',
  about: `The boards of projects and their columns, from left to right. A BOARD goes by its name or id, a COLUMN by its key
or title.`,
  positionals: [{ name: 'action', required: false }, { name: 'board', required: false }, { name: 'what', required: false }],
  options,
  examples: ['lime boards --project SHOP', 'lime boards add-column "Board" "Waits for legal" --at 3 --limit 5', 'lime boards delete-column Board qa --tickets-to done'],
  run: async (context, { values, positionals: [action = 'list', board, what] }) => {
    if (action === 'list') await list(context, values);
    else if (action === 'create') tell(context, await context.client().createBoard({ body: { projectId: await projectOf(context, values.project), name: required(board, 'create NAME') } }));
    else if (action === 'delete') await remove(context, await find(context, required(board, 'delete BOARD'), values));
    else await onBoard(context, action, { board, what, values });
    return exitCodes.ok;
  },
});

async function onBoard(context: Context, action: string, { board, what, values }: { board: string | undefined; what: string | undefined; values: Given }): Promise<void> {
  const change = changes[action];
  if (action !== 'show' && action !== 'rename' && !change) throw usageError(`unknown action ${action}`, `It may be: list, show, create, rename, delete, ${Object.keys(changes).join(', ')}`);
  const found = await find(context, required(board, `${action} BOARD`), values);
  if (action === 'show') return tell(context, found);
  const said = required(what, `${action} BOARD ${change?.takes ?? 'NAME'}`);
  const body = change ? change.body(found, said, values) : { name: said };
  tell(context, await context.client().updateBoard({ id: found.id, body: { ...body, version: found.version } }));
}

type Wanted = Omit<BoardColumn, 'key'> & { key?: string };
type Change = { takes: string; body(board: BoardView, said: string, values: Given): { columns: Wanted[]; moveTicketsTo?: Record<string, string> } };

/** A board's columns are changed as a whole. */
const changes: Record<string, Change> = {
  'add-column': { takes: 'TITLE', body: ({ columns }, title, { at, limit }) => ({ columns: inserted(columns, placeOf(at, columns.length), { title, wipLimit: limitOf(limit, null) }) }) },
  'set-column': { takes: 'COLUMN', body: ({ columns }, said, { title, limit }) => {
    const column = columnOf(columns, said);
    return { columns: columns.with(columns.indexOf(column), { ...column, title: title ?? column.title, wipLimit: limitOf(limit, column.wipLimit) }) };
  } },
  'move-column': { takes: 'COLUMN', body: ({ columns }, said, { at }) => {
    const column = columnOf(columns, said);
    const others = columns.filter((one) => one !== column);
    return { columns: inserted(others, placeOf(at, others.length), column) };
  } },
  'delete-column': { takes: 'COLUMN', body: ({ columns }, said, { 'tickets-to': to }) => {
    const column = columnOf(columns, said);
    return { columns: columns.filter((one) => one !== column), ...(to !== undefined && { moveTicketsTo: { [column.key]: columnOf(columns, to).key } }) };
  } },
};

function inserted(columns: readonly Wanted[], place: number, column: Wanted): Wanted[] {
  return columns.toSpliced(place, 0, column);
}

function columnOf(columns: readonly BoardColumn[], said: string): BoardColumn {
  const found = columns.find(({ key }) => key === said) ?? columns.find(({ title }) => title.toLowerCase() === said.toLowerCase());
  if (!found) throw usageError(`the board has no column ${said}`, `It has: ${columns.map(({ key }) => key).join(', ')}`);
  return found;
}

function placeOf(at: string | undefined, last: number): number {
  if (at === undefined) return last;
  if (!/^[1-9]\d{0,2}$/.test(at)) throw usageError('--at is no place', 'Count from 1, at the left');
  return Number(at) - 1;
}

function limitOf(limit: string | undefined, before: number | null): number | null {
  if (limit === undefined) return before;
  if (limit === 'none') return null;
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw usageError('--limit is no number of tickets', 'Say how many, or none');
  return Number(limit);
}

async function find(context: Context, wanted: string, { project }: Given): Promise<BoardView> {
  const client = context.client();
  return findBoard(client, wanted, project === undefined ? {} : { projectId: (await findProject(client, project)).id });
}

async function list(context: Context, { project }: Given): Promise<void> {
  const client = context.client();
  const query = project === undefined ? {} : { projectId: (await findProject(client, project)).id };
  const items = await readPages((cursor) => client.listBoards({ query: { ...query, cursor, limit: 200 } }));
  if (context.json) writeJson(context, { items });
  else context.write(formatTable(items.map(({ id, name, columns }) => [id, context.paint.bold(printableLine(name)), columns.map(({ key }) => key).join(' ')])));
}

async function remove(context: Context, { id, name }: BoardView): Promise<void> {
  await context.client().deleteBoard({ id });
  if (context.json) writeJson(context, { deleted: id });
  else context.write(`${printableLine(name)} is deleted\n`);
}

function tell(context: Context, board: BoardView): void {
  if (context.json) return writeJson(context, board);
  context.write(`${context.paint.bold(printableLine(board.name))} (${board.id})\n${formatTable(board.columns.map(({ key, title, wipLimit }) => [key, printableLine(title), wipLimit === null ? '' : `at most ${wipLimit}`]))}`);
}
