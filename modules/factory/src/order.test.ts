import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemError } from '@lime/kernel';
import { CreateTicketBody, UpdateBoardBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import fc from 'fast-check';
import { createTickets } from './commands/create-tickets.ts';
import { deleteTicket, restoreTicket } from './commands/delete-ticket.ts';
import { updateBoard } from './commands/manage-boards.ts';
import { createProject } from './commands/manage-projects.ts';
import { updateTicket } from './commands/update-ticket.ts';
import { readColumn, readProjectBoard, readTicket } from './queries/read-board.ts';

let database: TestDatabase;
let tenantId: bigint;
let person: { userId: bigint; name: string };
let projects = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await database.addTenant();
  const [user]: { id: bigint }[] = await within((tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, 'ada@example.org') RETURNING id`);
  person = { userId: user?.id ?? 0n, name: 'Ada' };
});
afterAll(() => database.drop());

const within = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => database.db.tenant(tenantId, work);
const columns = ['backlog', 'todo', 'in_progress'];

/** A project with so many tickets in its backlog, the first on top. */
async function projectWith(count: number): Promise<{ projectId: bigint; ids: bigint[] }> {
  const { id: projectId } = await within((tx) => createProject(tx, person, { name: 'P', key: `Q${++projects}`, merge: 'none' }));
  const wanted = Array.from({ length: count }, (_, index) => ({ person, projectId, body: CreateTicketBody.parse({ title: String(index) }) }));
  const made = await within((tx) => createTickets(tx, wanted.toReversed()));
  return { projectId, ids: made.flatMap((ticket) => ('refused' in ticket ? [] : [ticket.id])).toReversed() };
}

/** Moves whatever its version is, as somebody who tries again does. */
async function move(ticketId: bigint, columnKey: string, after: bigint | null): Promise<void> {
  const moved = await within(async (tx) => {
    const card = await readTicket(tx, ticketId);
    if (card) await updateTicket(tx, person, ticketId, { version: card.version, columnKey, afterTicketId: after === null ? null : String(after) });
  }).then(() => 'done', (error: unknown) => (error instanceof ProblemError ? error.problem.code : Promise.reject(error)));
  if (moved === 'version_conflict') await move(ticketId, columnKey, after);
}

const order = async (projectId: bigint, key: string) => (await within((tx) => readProjectBoard(tx, projectId, 200))).tickets.filter((card) => card.columnKey === key).map((card) => BigInt(card.id));

type Move = { ticket: number; column: string; after: number | null };
const moves = (tickets: number) => fc.array(fc.record<Move>({ ticket: fc.nat(tickets - 1), column: fc.constantFrom(...columns), after: fc.option(fc.nat(tickets - 1)) }), { minLength: 1, maxLength: 25 });

test('one after another, moves do what they would do in lists', async () => {
  await fc.assert(fc.asyncProperty(moves(6), async (wanted) => {
    const { projectId, ids } = await projectWith(6);
    const lists = new Map(columns.map((column) => [column, column === 'backlog' ? [...ids] : []]));
    for (const { ticket, column, after } of wanted) {
      const [id, neighbour] = [ids[ticket] ?? 0n, after === null ? null : (ids[after] ?? 0n)];
      await move(id, column, neighbour);
      for (const [key, list] of lists) lists.set(key, list.filter((one) => one !== id));
      const list = lists.get(column) ?? [];
      list.splice(neighbour === null ? 0 : list.indexOf(neighbour) + 1, 0, id);
    }
    for (const column of columns) expect(await order(projectId, column)).toEqual(lists.get(column) ?? []);
  }), { numRuns: 15 });
}, 60_000);

test('however moves, deletions and returns of the same moment fall, every ticket stands once, in a place of its own', async () => {
  await fc.assert(fc.asyncProperty(moves(8), fc.array(fc.nat(7), { maxLength: 4 }), async (wanted, gone) => {
    const { projectId, ids } = await projectWith(8);
    const remove = async (index: number) => {
      await within((tx) => deleteTicket(tx, person, ids[index] ?? 0n)).catch(() => undefined);
      await within((tx) => restoreTicket(tx, person, ids[index] ?? 0n)).catch(() => undefined);
    };
    await Promise.all([...wanted.map(({ ticket, column, after }) => move(ids[ticket] ?? 0n, column, after === null ? null : (ids[after] ?? 0n))), ...gone.map(remove)]);
    const rows: { id: bigint; place: string }[] = await within((tx) => tx.sql`SELECT id, board_id || column_key || ' ' || position AS place FROM tickets WHERE project_id = ${projectId} AND deleted_at IS NULL`);
    expect([new Set(rows.map((row) => row.id)).size, new Set(rows.map((row) => row.place)).size]).toEqual([8, 8]);
    const shown = (await Promise.all(columns.map((column) => order(projectId, column)))).flat();
    expect(shown.toSorted()).toEqual(ids.toSorted());
  }), { numRuns: 15 });
}, 60_000);

test('positions stay short where things are put at the same place for ever, and nothing changes places by it', async () => {
  const { projectId, ids } = await projectWith(5);
  const [first = 0n, ...others] = ids;
  let longest = 0;
  for (let round = 0; round < 260; round += 1) {
    const id = others[round % others.length] ?? 0n;
    await move(id, 'backlog', first);
    const [row]: { chars: number }[] = await within((tx) => tx.sql`SELECT max(length(position))::int AS chars FROM tickets WHERE project_id = ${projectId}`);
    longest = Math.max(longest, row?.chars ?? 0);
  }
  expect(longest).toBeLessThanOrEqual(41);
  expect(await order(projectId, 'backlog')).toEqual([first, ...[259, 258, 257, 256].map((round) => others[round % others.length] ?? 0n)]);
}, 60_000);

test('among many neighbours only the near ones get new positions, in the order that they had', async () => {
  const { projectId, ids } = await projectWith(300);
  const [low, high] = ['a5VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV', 'a5VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVW'];
  await within(async (tx) => {
    await tx.sql`UPDATE tickets SET position = 'a4' || lpad(number::text, 5, '0') || 'V' WHERE project_id = ${projectId}`;
    await tx.sql`UPDATE tickets SET position = 'a6' || lpad(number::text, 5, '0') || 'V' WHERE project_id = ${projectId} AND number > 150`;
    await tx.sql`UPDATE tickets SET position = ${low} WHERE id = ${ids[150]}`;
    await tx.sql`UPDATE tickets SET position = ${high} WHERE id = ${ids[151]}`;
  });
  const before = (await rowsOf(projectId)).map((row) => row.id);
  const moved = before[0] ?? 0n;
  await move(moved, 'backlog', ids[150] ?? 0n);
  const after = await rowsOf(projectId);
  const wanted = before.filter((id) => id !== moved);
  wanted.splice(wanted.indexOf(ids[150] ?? 0n) + 1, 0, moved);
  expect(after.map((row) => row.id)).toEqual(wanted);
  expect(Math.max(...after.map((row) => row.position.length))).toBeLessThan(40);
});
const rowsOf = (projectId: bigint): Promise<{ id: bigint; position: string }[]> => within((tx) => tx.sql`SELECT id, position FROM tickets WHERE project_id = ${projectId} ORDER BY position`);

test('a column is read to its end page by page, while others move in it', async () => {
  const { projectId, ids } = await projectWith(25);
  const board = await within((tx) => readProjectBoard(tx, projectId, 10));
  expect(board.columns[0]).toMatchObject({ key: 'backlog', count: 25, countIsExact: true });
  const seen = board.tickets.map((card) => BigInt(card.id));
  // What has been read moves down: it is seen again there, and nothing is left out.
  await move(ids[0] ?? 0n, 'backlog', ids[20] ?? 0n);
  for (let below = board.columns[0]?.next ?? null; below !== null;) {
    const cursor = below;
    const page = await within((tx) => readColumn(tx, BigInt(board.id), 'backlog', cursor, 10));
    seen.push(...page.items.map((card) => BigInt(card.id)));
    below = page.next;
  }
  expect(new Set(seen).size).toBe(25);
  expect(seen.length).toBe(26);
});

test('a column that goes leaves its tickets to another, below those that are there and in their order', async () => {
  const { projectId, ids } = await projectWith(6);
  for (const id of [ids[3], ids[4], ids[5]]) await move(id ?? 0n, 'todo', null);
  await within((tx) => deleteTicket(tx, person, ids[0] ?? 0n));
  const board = await within((tx) => readProjectBoard(tx, projectId, 10));
  const body = UpdateBoardBody.parse({ columns: [{ key: 'todo', title: 'Next' }, { title: 'Done!' }], moveTicketsTo: { backlog: 'todo' } });
  const changed = await within((tx) => updateBoard(tx, person, BigInt(board.id), body, null));
  expect(changed.columns).toEqual([{ key: 'todo', title: 'Next', wipLimit: null }, { key: 'done', title: 'Done!', wipLimit: null }]);
  expect(await order(projectId, 'todo')).toEqual([ids[5], ids[4], ids[3], ids[1], ids[2]].map((id) => id ?? 0n));
  await within((tx) => restoreTicket(tx, person, ids[0] ?? 0n));
  expect((await order(projectId, 'todo'))[0]).toBe(ids[0] ?? 0n);
});
