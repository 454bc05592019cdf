import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createLogger, ProblemError } from '@lime/kernel';
import { CreateTicketBody } from '@lime/contracts';
import { type Announcer, openAnnouncer, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createTicket } from './commands/create-tickets.ts';
import { deleteTicket } from './commands/delete-ticket.ts';
import { followRun } from './commands/follow-run.ts';
import { createProject } from './commands/manage-projects.ts';
import { updateTicket } from './commands/update-ticket.ts';
import { readProjectBoard } from './queries/read-board.ts';
import type { FactoryContext } from './context.ts';

let database: TestDatabase;
let announcer: Announcer;
let tenantId: bigint;
let person: { userId: bigint; name: string };
let projectId: bigint;
let projects = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  announcer = await openAnnouncer({ url: database.url, logger: createLogger({ name: 'test', level: 'silent' }) });
  tenantId = await database.addTenant();
  const [user]: { id: bigint }[] = await within((tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, 'ada@example.org') RETURNING id`);
  person = { userId: user?.id ?? 0n, name: 'Ada' };
});
afterAll(async () => {
  await announcer.close();
  await database.drop();
});
beforeEach(async () => {
  projectId = (await within((tx) => createProject(tx, person, { name: 'P', key: `P${++projects}`, merge: 'none' }))).id;
});

const within = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => database.db.tenant(tenantId, work);
const add = (title: string, columnKey = 'todo') => within((tx) => createTicket(tx, { person, projectId, body: CreateTicketBody.parse({ title, columnKey }) }));
const cards = async () => (await within((tx) => readProjectBoard(tx, projectId, 200))).tickets;
const titlesIn = async (columnKey: string) => (await cards()).filter((card) => card.columnKey === columnKey).map((card) => card.title);
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));

/** A run of the ticket in this state, its latest one. */
async function runOn(ticketId: bigint, status: string, waitingOn: string | null = null): Promise<bigint> {
  const [run]: { id: bigint }[] = await within((tx) => tx.sql`
    INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status, waiting_on) VALUES (${tenantId}, ${projectId}, ${ticketId}, 'w', 'w', '{}'::jsonb, '{}'::jsonb, ${status}, ${waitingOn}) RETURNING id`);
  const runId = run?.id ?? 0n;
  await within((tx) => tx.sql`UPDATE tickets SET latest_run_id = ${runId} WHERE id = ${ticketId}`);
  return runId;
}
const follow = (runId: bigint) => {
  const runs: FactoryContext['runs'] = { db: database.db, announcer, dispatch: null, onRunChanged: async () => {}, queue: { send: async () => {}, work: async () => {}, schedule: async () => {}, stop: async () => {} } };
  return followRun({ runs }, tenantId, runId);
};

test('tickets made at the same moment get numbers without holes and places of their own', async () => {
  const tickets = await Promise.all(Array.from({ length: 12 }, (_, index) => add(`t${index}`)));
  expect(tickets.map((ticket) => ticket.number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(new Set((await cards()).map((card) => card.position)).size).toBe(12);
});

test('a ticket is moved between the neighbours that were named', async () => {
  const [c, b, a] = [await add('c'), await add('b'), await add('a')];
  expect(await titlesIn('todo')).toEqual(['a', 'b', 'c']);
  await within((tx) => updateTicket(tx, person, c.id, { version: 1, columnKey: 'todo', afterTicketId: String(a.id) }));
  expect(await titlesIn('todo')).toEqual(['a', 'c', 'b']);
  await within((tx) => updateTicket(tx, person, b.id, { version: 1, columnKey: 'qa', afterTicketId: null }));
  expect([await titlesIn('todo'), await titlesIn('qa')]).toEqual([['a', 'c'], ['b']]);
});

test('everybody moving to the same place at once leaves every ticket in a place of its own', async () => {
  const first = await add('first', 'qa');
  const tickets = await Promise.all(Array.from({ length: 10 }, (_, index) => add(`t${index}`)));
  await Promise.all(tickets.map((ticket) => within((tx) => updateTicket(tx, person, ticket.id, { version: 1, columnKey: 'qa', afterTicketId: String(first.id) }))));
  const placed = (await cards()).filter((card) => card.columnKey === 'qa');
  expect([placed.length, new Set(placed.map((card) => card.position)).size, placed[0]?.title]).toEqual([11, 11, 'first']);
});

test('of two people who change what they have read, the second is told', async () => {
  const { id } = await add('t');
  const change = (title: string) => codeOf(within((tx) => updateTicket(tx, person, id, { version: 1, title })));
  expect((await Promise.all([change('one'), change('two')])).toSorted()).toEqual(['ok', 'version_conflict']);
});

test('an unknown column, and a ticket with a run under way that is deleted, are refused', async () => {
  expect(await codeOf(add('t', 'nowhere'))).toBe('unknown_column');
  const { id } = await add('t');
  const runId = await runOn(id, 'running');
  expect(await codeOf(within((tx) => deleteTicket(tx, person, id)))).toBe('run_in_progress');
  await within((tx) => tx.sql`UPDATE runs SET status = 'cancelled', ended_at = now() WHERE id = ${runId}`);
  expect(await codeOf(within((tx) => deleteTicket(tx, person, id)))).toBe('ok');
  expect(await codeOf(within((tx) => deleteTicket(tx, person, id)))).toBe('not_found');
});

test.each<[string, string | null, string]>([
  ['running', null, 'in_progress'],
  ['waiting', 'gate', 'code_review'],
  ['waiting', 'runner', 'todo'],
])('a run that is %s %s puts its ticket into %s', async (status, waitingOn, column) => {
  const { id } = await add('t');
  await follow(await runOn(id, status, waitingOn));
  expect(await titlesIn(column)).toEqual(['t']);
});

test('an older run does not move the ticket', async () => {
  const { id } = await add('t');
  const older = await runOn(id, 'running');
  await runOn(id, 'waiting', 'gate');
  await follow(older);
  expect(await titlesIn('todo')).toEqual(['t']);
});

test('a message that is overtaken while it is followed moves the ticket to where the run is by then', async () => {
  const { id } = await add('t');
  const runId = await runOn(id, 'running');
  const { promise: done, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLock } = Promise.withResolvers<void>();
  const other = within(async (tx) => {
    await tx.sql`SELECT 1 FROM projects WHERE id = ${projectId} FOR UPDATE`;
    hasLock();
    await done;
  });
  await locked;
  const following = follow(runId);
  await waitsForLock();
  await within((tx) => tx.sql`UPDATE runs SET status = 'waiting', waiting_on = 'gate' WHERE id = ${runId}`);
  letGo();
  await Promise.all([other, following]);
  expect(await titlesIn('code_review')).toEqual(['t']);
});

/** Resolves once some statement of this database waits for a lock. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const rows: unknown[] = await within(async (tx) => {
      await tx.sql`SET LOCAL ROLE postgres`;
      return tx.sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    });
    if (rows.length > 0) return;
    await Bun.sleep(5);
  }
}

test('what people do to the board stands in the audit log', async () => {
  const { id } = await add('t');
  await within((tx) => updateTicket(tx, person, id, { version: 1, title: 'u' }));
  await within((tx) => updateTicket(tx, person, id, { version: 2, columnKey: 'qa' }));
  await within((tx) => deleteTicket(tx, person, id));
  const rows: { action: string }[] = await within((tx) => tx.sql`SELECT action FROM audit_log WHERE target_type = 'ticket' AND target_id = ${id} ORDER BY id`);
  expect(rows.map((row) => row.action)).toEqual(['ticket.create', 'ticket.update', 'ticket.move', 'ticket.delete']);
});
