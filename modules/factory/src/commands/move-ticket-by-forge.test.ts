import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { ForgeEvent, ForgeEventOf } from '@lime/contracts';
import { CreateTicketBody } from '@lime/contracts';
import { createLogger } from '@lime/kernel';
import { type Announcer, openAnnouncer, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import type { FactoryContext } from '../context.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import { createTicket } from './create-tickets.ts';
import { findTicketByForge } from './find-ticket-by-forge.ts';
import { createProject } from './manage-projects.ts';
import { moveTicketByForge } from './move-ticket-by-forge.ts';

let database: TestDatabase;
let announcer: Announcer;
let tenantId: bigint;
let person: { userId: bigint; name: string };
let projectId: bigint;
let projects = 0;
let ticket: TicketRow;
beforeAll(async () => {
  database = await createTestDatabase();
  announcer = await openAnnouncer({ url: database.url, logger: createLogger({ name: 'test', level: 'silent' }) });
  const [tenant]: { id: bigint }[] = await database.db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES ('T', 't') RETURNING id`);
  tenantId = tenant?.id ?? 0n;
  const [user]: { id: bigint }[] = await within((tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, 'ada@example.org') RETURNING id`);
  person = { userId: user?.id ?? 0n, name: 'Ada' };
});
afterAll(async () => {
  await announcer.close();
  await database.drop();
});
beforeEach(async () => {
  projectId = (await within((tx) => createProject(tx, person, { name: 'P', key: `P${++projects}`, merge: 'none' }))).id;
  ticket = await add();
});

const within = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => database.db.tenant(tenantId, work);
const add = () => within((tx) => createTicket(tx, { person, projectId, body: CreateTicketBody.parse({ title: 't', columnKey: 'todo' }) }));
const refOf = ({ project_key, number }: TicketRow) => `${project_key}-${number}`;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString();
const about = (minute: number) => ({
  repository: { provider: 'github', fullName: 'acme/shop', externalId: '1' }, at: at(minute), number: 7, title: `${refOf(ticket)} Fix`, url: 'u', head: { ref: 'fix', sha: 'a' }, author: 'ada', outsider: false,
}) as const;
const pull = (action: ForgeEventOf<'pull_request'>['action'], minute: number, more: Partial<ForgeEventOf<'pull_request'>> = {}): ForgeEvent => ({ kind: 'pull_request', ...about(minute), base: { ref: 'main' }, action, ...more });
const review = (state: ForgeEventOf<'review'>['state'], minute: number, more: Partial<ForgeEventOf<'review'>> = {}): ForgeEvent => ({ kind: 'review', ...about(minute), body: '', pullUrl: 'https://hub.example/acme/shop/pull/7', state, ...more });

const ctx = () => {
  const runs: FactoryContext['runs'] = { db: database.db, announcer, dispatch: null, onRunChanged: async () => {}, queue: { send: async () => {}, work: async () => {}, schedule: async () => {}, stop: async () => {} } };
  return { runs };
};
const tell = (event: ForgeEvent) => within(async (tx) => moveTicketByForge(ctx(), tx, event, (await findTicketByForge(tx, event))?.ticketId ?? null));
const column = async (of = ticket) => (await within((tx) => readTicketRow(tx, of.id)))?.column_key;

/** Every order in which a few things can come. */
function orders<T>(items: T[]): T[][] {
  return items.length < 2 ? [items] : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

test('whatever the order in which events come, and however often, the ticket ends where the newest puts it', async () => {
  const story = [pull('opened', 0), review('changes_requested', 1), review('approved', 2), pull('merged', 3)];
  for (const [columnKey, told] of [['done', story], ['qa', story.slice(0, 3)], ['in_progress', story.slice(0, 2)]] as const) {
    for (const order of orders([...told])) {
      ticket = await add();
      const renamed = order.map((event) => ({ ...event, title: `${refOf(ticket)} Fix` }));
      for (const event of [...renamed, ...renamed]) await tell(event);
      expect(await column()).toBe(columnKey);
    }
  }
});

test('events that a forge dates with the same second are taken in the order of a pull request’s life', async () => {
  for (const event of [review('approved', 0), pull('opened', 0)]) await tell(event);
  expect(await column()).toBe('qa');
});

test('events at the same moment move the ticket one after another', async () => {
  for (let round = 0; round < 12; round++) {
    ticket = await add();
    await Promise.all([pull('merged', 3), review('approved', 2), pull('opened', 0), review('changes_requested', 1)].map(tell));
    expect(await column()).toBe('done');
  }
});

test('it says what it did, and the move stands in the audit log', async () => {
  expect(await tell(pull('opened', 1))).toEqual([`${refOf(ticket)} moved from todo to code_review`]);
  expect(await tell(pull('opened', 1))).toEqual([`${refOf(ticket)} is in code_review already`]);
  expect(await tell(review('approved', 0))).toEqual([`${refOf(ticket)} stays in code_review: something newer is known of pull request 7`]);
  expect(await tell(pull('closed', 2))).toEqual([`${refOf(ticket)} stays in code_review: pull request 7 was closed without a merge`]);
  const rows: { actor: string; action: string }[] = await within((tx) => tx.sql`SELECT actor, action FROM audit_log WHERE target_type = 'ticket' AND target_id = ${ticket.id} AND action = 'ticket.move'`);
  expect(Array.from(rows)).toEqual([{ actor: 'github', action: 'ticket.move' }]);
});

test('of a review too it learns where its pull request is, of which branch and of which repository', async () => {
  const repositoryId = await within(async (tx) => {
    const [connector]: { id: bigint }[] = await tx.sql`INSERT INTO connectors (tenant_id, provider, auth_type, name, url) VALUES (${tenantId}, 'github', 'none', 'hub', 'https://hub.example') RETURNING id`;
    const [row]: { id: bigint }[] = await tx.sql`
      INSERT INTO repositories (tenant_id, connector_id, provider, external_repo_id, owner, name, full_name, clone_url, default_branch)
      VALUES (${tenantId}, ${connector?.id}, 'github', '1', 'acme', 'shop', 'acme/shop', 'https://hub.example/acme/shop.git', 'main') RETURNING id`;
    return row?.id;
  });
  await tell(review('approved', 0));
  expect(await within((tx) => readTicketRow(tx, ticket.id))).toMatchObject({ pr_url: 'https://hub.example/acme/shop/pull/7', branch: 'fix', repository_id: repositoryId, status_meta: { pullRequest: 'approved' } });
});

test('a column that the board does not have is none to move to', async () => {
  await within((tx) => tx.sql`UPDATE boards SET columns = '[{"key": "todo", "title": "Todo"}]'::jsonb WHERE project_id = ${projectId}`);
  expect(await tell(pull('opened', 0))).toEqual([`${refOf(ticket)} stays in todo: its board has no column code_review`]);
  expect(await column()).toBe('todo');
});

test('a ticket with several pull requests is done when the last of them is merged or closed', async () => {
  const second = { number: 8 };
  for (const event of [pull('opened', 0), pull('opened', 1, second), pull('merged', 2)]) await tell(event);
  expect(await column()).toBe('code_review');
  await tell(pull('merged', 3, second));
  expect(await column()).toBe('done');
});

test.each([
  ['al-branch', (ref: string) => ({ head: { ref: `fix/${ref.toLowerCase()}-totals`, sha: 'a' }, title: 'Totals' })],
  ['title', (ref: string) => ({ title: `Totals (${ref})` })],
])('a ticket is found by its name in the %s', async (_, more) => {
  await tell(pull('opened', 0, more(refOf(ticket))));
  expect(await column()).toBe('code_review');
});

test('a ticket is found by the branch of its run, before any name', async () => {
  const other = await add();
  const [run]: { id: bigint }[] = await within((tx) => tx.sql`INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status) VALUES (${tenantId}, ${projectId}, ${other.id}, 'w', 'w', '{}'::jsonb, '{}'::jsonb, 'running') RETURNING id`);
  await tell(pull('opened', 0, { head: { ref: `al/implement/${run?.id}`, sha: 'a' } }));
  expect([await column(), await column(other)]).toEqual(['todo', 'code_review']);
});

test('a ticket notes how its pull request stands, and where; an address that is none of the web stays away', async () => {
  await tell(pull('opened', 0, { url: 'https://github.com/o/r/pull/7', head: { ref: 'fix/it', sha: 'a' } }));
  await tell(pull('merged', 5, { url: 'javascript:alert(1)', head: { ref: 'other', sha: 'b' } }));
  const [row]: unknown[] = await within((tx) => tx.sql`SELECT status_meta, pr_url, branch FROM tickets WHERE project_id = ${projectId}`);
  expect(row).toEqual({ status_meta: { pullRequest: 'merged' }, pr_url: 'https://github.com/o/r/pull/7', branch: 'fix/it' });
});

test('the ticket that a pull request is known to be of wins over its branch and title', async () => {
  const other = await add();
  await within(async (tx) => {
    const [connector]: { id: bigint }[] = await tx.sql`INSERT INTO connectors (tenant_id, provider, auth_type, name, url) VALUES (${tenantId}, 'github', 'none', 'c', 'https://github.com') RETURNING id`;
    const [repository]: { id: bigint }[] = await tx.sql`
      INSERT INTO repositories (tenant_id, connector_id, provider, external_repo_id, owner, name, full_name, clone_url, default_branch) VALUES (${tenantId}, ${connector?.id}, 'github', '4711', 'acme', 'shop', 'acme/shop', 'https://github.com/acme/shop.git', 'main') RETURNING id`;
    await tx.sql`INSERT INTO pull_requests (tenant_id, repository_id, ticket_id, number, title, url, head_ref, head_sha, base_ref) VALUES (${tenantId}, ${repository?.id}, ${other.id}, 7, 'T', 'u', 'fix', 'a', 'main')`;
  });
  await tell(pull('opened', 0, { repository: { provider: 'github', fullName: 'acme/renamed', externalId: '4711' } }));
  expect([await column(), await column(other)]).toEqual(['todo', 'code_review']);
});

test.each(['', 'XX-1', 'P-0', 'AL-99999999999', 'al/implement/99999999999999999999', 'al/implement/0', "P1-1'; DROP TABLE tickets --".replace('P1-1', 'Q-1')])('nothing is found by %j', async (name) => {
  expect(await tell(pull('opened', 0, { title: name, head: { ref: name, sha: 'a' } }))).toEqual([]);
});

test('who has no part in a public repository moves no ticket, until somebody who has merges what they offer', async () => {
  await tell(pull('opened', 0, { outsider: true }));
  await tell(review('approved', 1, { outsider: true }));
  expect(await column()).toBe('todo');
  await tell(pull('merged', 2, { outsider: true }));
  expect(await column()).toBe('done');
});

test.each<ForgeEvent>([
  { kind: 'push', repository: null, at: null, ref: 'refs/heads/main', before: '0', after: '1' }, { kind: 'ignored', repository: null, at: null, reason: 'r' },
])('a $kind moves nothing', async (event) => {
  expect(await tell(event)).toEqual([]);
});

test('another tenant’s ticket is not found, though it is named', async () => {
  const [other]: { id: bigint }[] = await database.db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES ('O', ${`o${projects}`}) RETURNING id`);
  const found = await database.db.tenant(other?.id ?? 0n, (tx) => findTicketByForge(tx, pull('opened', 0)));
  expect(found).toBeNull();
});
