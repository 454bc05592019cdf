import { afterAll, beforeAll, expect, test } from 'bun:test';
import { CreateTicketBody } from '@lime/contracts';
import { commitTogether } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createTickets } from './create-tickets.ts';
import { createProject } from './manage-projects.ts';

let database: TestDatabase;
let tenantId: bigint;
let person: { userId: bigint; name: string };
let projectIds: bigint[];
beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await database.addTenant();
  await database.db.tenant(tenantId, async (tx) => {
    const [user]: { id: bigint }[] = await tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, 'ada@example.org') RETURNING id`;
    person = { userId: user?.id ?? 0n, name: 'Ada' };
    projectIds = [(await createProject(tx, person, { name: 'P', key: 'PP', merge: 'none' })).id, (await createProject(tx, person, { name: 'Q', key: 'QQ', merge: 'none' })).id];
  });
});
afterAll(() => database.drop());

const want = (projectId: bigint, title: string, columnKey = 'todo') => ({ person, projectId, body: CreateTicketBody.parse({ title, columnKey }) });
type Row = { id: bigint; project_id: bigint; number: number; title: string; position: string };
const rows = (): Promise<Row[]> => database.db.tenant(tenantId, (tx) => tx.sql`SELECT id, project_id, number, title, position FROM tickets ORDER BY project_id, number`);

test('several servers filling the same projects at once give every ticket a number, a place and an audit row of its own', async () => {
  const servers = Array.from({ length: 3 }, () => commitTogether(database.db, createTickets));
  const wishes = servers.flatMap((add, server) => Array.from({ length: 40 }, (_, index) => add(tenantId, want(projectIds[(index + server) % 2] ?? 0n, `${server}.${index}`))));
  const answers = (await Promise.all(wishes)).flatMap((ticket) => ('refused' in ticket ? [] : [ticket]));
  const kept = await rows();
  for (const projectId of projectIds) {
    const own = kept.filter((row) => row.project_id === projectId);
    expect(own.map((row) => row.number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    // Whoever came later stands above.
    expect(own.toSorted((a, b) => (a.position < b.position ? 1 : -1)).map((row) => row.number)).toEqual(own.map((row) => row.number));
  }
  expect(answers.map(({ id, number, title }) => ({ id, number, title })).toSorted((a, b) => Number(a.id - b.id))).toEqual(kept.map(({ id, number, title }) => ({ id, number, title })).toSorted((a, b) => Number(a.id - b.id)));
  const audited: { target_id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`SELECT target_id FROM audit_log WHERE action = 'ticket.create'`);
  expect(audited.map((row) => row.target_id).toSorted()).toEqual(kept.map((row) => row.id).toSorted());
});

test('what is refused among others takes no number and leaves nothing', async () => {
  const [projectId = 0n] = projectIds;
  const before = (await rows()).length;
  const outcomes = await database.db.tenant(tenantId, (tx) => createTickets(tx, [want(projectId, 'one'), want(projectId, 'lost', 'nowhere'), want(999n, 'lost'), want(projectId, 'two', 'qa'), want(projectId, 'three')]));
  expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused.code : outcome.number))).toEqual([61, 'unknown_column', 'not_found', 62, 63]);
  expect((await rows()).length).toBe(before + 3);
});
