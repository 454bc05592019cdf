import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { ActivityPage, AttachmentView, Board, BoardView, CommentView, pageOf, ProblemBody, Project, TicketCard, TicketFound, TicketImport, TicketLabel, TicketLinks, TicketPage } from '@lime/contracts';
import { openSession } from '@lime/identity';
import type { z } from 'zod';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
let one: Admin;
let two: Admin;
let projectId: string;
let keys = 0;
beforeAll(async () => {
  app = await openTestApp();
  [one, two] = [await app.addTenant('one'), await app.addTenant('two')];
});
afterAll(() => app.close());
beforeEach(async () => {
  projectId = (await read(Project, one.call('POST', '/projects', { name: 'P', key: `P${++keys}` }))).id;
});

async function read<T extends z.ZodType>(schema: T, answer: Promise<Response>): Promise<z.output<T>> {
  const response = await answer;
  return schema.parse(await response.json());
}
const problem = async (answer: Promise<Response>) => {
  const response = await answer;
  const body = ProblemBody.parse(await response.json());
  const fields = body.details?.['fields'];
  return [response.status, body.code, ...(Array.isArray(fields) ? fields.map((field: unknown) => (typeof field === 'object' && field !== null && 'path' in field ? field.path : null)) : [])];
};
const add = (body: object = {}, by = one) => read(TicketCard, by.call('POST', `/projects/${by === one ? projectId : by.projectId}/tickets`, { title: 'T', ...body }));
const get = (id: string, by = one) => read(TicketCard, by.call('GET', `/tickets/${id}`));
const patch = async (id: string, body: object) => one.call('PATCH', `/tickets/${id}`, { version: (await get(id)).version, ...body });
const label = (by: Admin, name: string) => read(TicketLabel, by.call('POST', '/labels', { name }));
const upload = (by: Admin, path: string, bytes: string | Uint8Array<ArrayBuffer>, type = 'application/octet-stream') => fetch(`${app.origin}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${by.token}`, 'content-type': type }, body: bytes });

test('a ticket holds what people plan by, and its list is narrowed by each', async () => {
  const bug = await label(one, `bug ${keys}`);
  const made = await add({ title: 'All of it', description: 'with words', priority: 1, columnKey: 'todo', labelIds: [bug.id, bug.id], assigneeUserId: String(one.userId), branch: 'fix/it', prUrl: 'https://example.org/pr/1', dueOn: '2026-12-24' });
  expect(made).toMatchObject({ labels: [{ id: bug.id, name: bug.name }], assigneeUserId: String(one.userId), branch: 'fix/it', prUrl: 'https://example.org/pr/1', dueOn: '2026-12-24', repositoryId: null, statusMeta: {} });
  expect(await get(made.id)).toEqual(made);
  const other = await add({ title: 'Plain' });
  const list = async (query: string) => (await read(TicketPage, one.call('GET', `/tickets?projectId=${projectId}&${query}`))).items.map((card) => card.id);
  expect(await list('')).toEqual([other.id, made.id]);
  for (const query of [`labelId=${bug.id}`, `assigneeUserId=${one.userId}`, 'priority=1', 'columnKey=todo', 'text=wor', `boardId=${made.boardId}&priority=1`]) expect([query, await list(query)]).toEqual([query, [made.id]]);
  for (const query of ['assigneeUserId=none', 'columnKey=backlog', 'text=plain']) expect([query, await list(query)]).toEqual([query, [other.id]]);
  for (const query of ['hasRun=true', 'updatedSince=2999-01-01T00:00:00Z', 'text=nothing', 'deleted=true', `parentTicketId=${made.id}`]) expect([query, await list(query)]).toEqual([query, []]);
  const page = await read(TicketPage, one.call('GET', `/tickets?projectId=${projectId}&limit=1`));
  expect((await read(TicketPage, one.call('GET', `/tickets?projectId=${projectId}&limit=1&cursor=${page.next}`))).items.map((card) => card.id)).toEqual([made.id]);
  expect(await problem(one.call('GET', '/tickets?priority=9'))).toEqual([422, 'invalid_query', 'priority']);
  expect(await (await patch(made.id, { labelIds: [], assigneeUserId: null, dueOn: null, branch: null, prUrl: null })).json()).toMatchObject({ labels: [], assigneeUserId: null, dueOn: null, branch: null, prUrl: null, title: 'All of it' });
});

test("another tenant's people, labels, boards, repositories and tickets cannot be named, nor a disabled member", async () => {
  const [foreign, strange] = [await add({}, two), await label(two, 'theirs')];
  const { id } = await add();
  const [disabled]: { id: bigint }[] = await app.parts.db.tenant(one.tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email, active) VALUES (${one.tenantId}, ${`gone${keys}@example.org`}, false) RETURNING id`);
  const bodies: [string, object][] = [
    ['assigneeUserId', { assigneeUserId: String(two.userId) }], ['assigneeUserId', { assigneeUserId: String(disabled?.id) }], ['labelIds', { labelIds: [strange.id] }], ['boardId', { boardId: foreign.boardId }],
    ['repositoryId', { repositoryId: '999999' }], ['parentTicketId', { parentTicketId: foreign.id }],
  ];
  for (const [field, body] of bodies) {
    expect([field, await problem(one.call('POST', `/projects/${projectId}/tickets`, { title: 'T', ...body }))]).toEqual([field, [422, 'invalid_body', field]]);
    expect([field, await problem(patch(id, body))]).toEqual([field, [422, 'invalid_body', field]]);
  }
  expect(await problem(one.call('POST', `/tickets/${id}/blockers`, { ticketId: foreign.id }))).toEqual([422, 'invalid_body', 'ticketId']);
  expect(await problem(one.call('POST', '/boards', { projectId: String(two.projectId), name: 'Mine now' }))).toEqual([404, 'not_found']);
  expect((await read(TicketFound, two.call('GET', '/search/tickets?q=all'))).items).toEqual([]);
  for (const bad of [{ branch: '-x' }, { branch: 'a b' }, { prUrl: 'javascript:alert(1)' }, { dueOn: 'tomorrow' }]) expect((await problem(patch(id, bad))).slice(0, 2)).toEqual([422, 'invalid_body']);
  expect(await get(id)).toMatchObject({ version: 1, parentTicketId: null });
});

test('a ticket is changed in the version that was read: by body, by If-Match, and not without either', async () => {
  const { id } = await add();
  expect(await problem(one.call('PATCH', `/tickets/${id}`, { title: 'x' }))).toEqual([422, 'invalid_body', 'version']);
  const byMatch = (tag: string, title: string) => fetch(`${app.origin}/api/v1/tickets/${id}`, { method: 'PATCH', headers: { authorization: `Bearer ${one.token}`, 'content-type': 'application/json', 'if-match': tag }, body: JSON.stringify({ title }) });
  const changed = await byMatch('"1"', 'x');
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"2-/)]);
  expect(await problem(byMatch('"1"', 'y'))).toEqual([412, 'version_conflict']);
});

test('a project has several boards, each with its own columns; tickets move between them', async () => {
  const board = await read(BoardView, one.call('POST', '/boards', { projectId, name: 'Bugs', columns: [{ title: 'New' }, { title: 'In hand', wipLimit: 2 }, { title: 'Fixed' }] }));
  expect(board.columns).toEqual([{ key: 'new', title: 'New', wipLimit: null }, { key: 'in_hand', title: 'In hand', wipLimit: 2 }, { key: 'fixed', title: 'Fixed', wipLimit: null }]);
  expect(await problem(one.call('POST', '/boards', { projectId, name: 'Bugs' }))).toEqual([409, 'board_name_taken']);
  const made = await add({ boardId: board.id });
  expect([made.columnKey, made.boardId]).toEqual(['new', board.id]);
  const first = await read(Board, one.call('GET', `/projects/${projectId}/board`));
  expect(first.tickets).toEqual([]);
  expect(await problem(patch(made.id, { columnKey: 'qa' }))).toEqual([422, 'unknown_column', 'columnKey']);
  expect((await patch(made.id, { boardId: first.id, columnKey: 'qa' })).status).toBe(200);
  expect((await read(Board, one.call('GET', `/boards/${first.id}`))).tickets.map((card) => [card.id, card.columnKey])).toEqual([[made.id, 'qa']]);
  expect(await problem(one.call('PATCH', `/boards/${first.id}`, { columns: [{ key: 'todo', title: 'Todo' }] }))).toEqual([422, 'invalid_body', 'moveTicketsTo.qa']);
  expect(await problem(one.call('PATCH', `/boards/${first.id}`, { columns: [{ key: 'todo', title: 'Todo' }], moveTicketsTo: { qa: 'nowhere' } }))).toEqual([422, 'invalid_body', 'moveTicketsTo.qa']);
  expect(await problem(one.call('PATCH', `/boards/${first.id}`, { name: 'x', version: 7 }))).toEqual([409, 'version_conflict']);
  expect(await problem(one.call('DELETE', `/boards/${first.id}`))).toEqual([409, 'board_not_empty']);
  expect((await one.call('DELETE', `/boards/${board.id}`)).status).toBe(204);
  expect(await problem(one.call('DELETE', `/boards/${first.id}`))).toEqual([409, 'last_board']);
  expect((await read(pageOf(BoardView), one.call('GET', `/boards?projectId=${projectId}`))).items.map(({ id }) => id)).toEqual([first.id]);
});

test('a ticket waits for another one: in no circle, however many try at once, and its run with it', async () => {
  const [a, b, c] = [await add({ title: 'a' }), await add({ title: 'b' }), await add({ title: 'c' })];
  const block = (ticket: TicketCard, by: TicketCard) => one.call('POST', `/tickets/${ticket.id}/blockers`, { ticketId: by.id });
  expect(await problem(block(a, a))).toEqual([422, 'invalid_body', 'ticketId']);
  const answers = await Promise.all([block(a, b), block(b, c), block(c, a)]);
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 201, 422]);
  for (const ticket of [a, b, c]) for (const other of [a, b, c]) await one.call('DELETE', `/tickets/${ticket.id}/blockers/${other.id}`);
  expect(TicketLinks.parse(await (await block(a, b)).json()).blockedBy.map((blocker) => blocker.ref)).toEqual([b.ref]);
  expect((await get(a.id)).openBlockers).toBe(1);
  const start = (more: object = {}) => one.call('POST', '/agent-runs', { ticketId: a.id, repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: {} }, ...more });
  const refused = ProblemBody.parse(await (await start()).json());
  expect([refused.code, refused.detail]).toEqual(['ticket_blocked', expect.stringContaining(b.ref)]);
  await patch(b.id, { columnKey: 'done' });
  expect((await get(a.id)).openBlockers).toBe(0);
  expect((await start()).status).toBe(201);
  await patch(b.id, { columnKey: 'todo' });
  const forced = await start({ force: true });
  expect(forced.status).toBe(201);
  expect(await problem(one.call('DELETE', `/tickets/${a.id}/blockers/${c.id}`))).toEqual([404, 'not_found']);
});

test('a ticket has parts, to a depth, and tells how far they are; to delete it is to say what becomes of them', async () => {
  const top = await add({ title: 'top' });
  let last = top;
  for (const title of ['1', '2', '3', '4']) last = await add({ title, parentTicketId: last.id });
  expect(await problem(one.call('POST', `/projects/${projectId}/tickets`, { title: '5', parentTicketId: last.id }))).toEqual([422, 'invalid_body', 'parentTicketId']);
  expect(await problem(patch(top.id, { parentTicketId: last.id }))).toEqual([422, 'invalid_body', 'parentTicketId']);
  const loose = await add({ title: 'loose' });
  expect(await problem(patch(top.id, { parentTicketId: loose.id }))).toEqual([422, 'invalid_body', 'parentTicketId']);
  await patch(loose.id, { parentTicketId: top.id, columnKey: 'done' });
  expect((await get(top.id)).subtasks).toEqual({ done: 1, total: 2 });
  expect(await problem(one.call('DELETE', `/tickets/${top.id}`))).toEqual([409, 'ticket_has_subtasks']);
  expect((await one.call('DELETE', `/tickets/${top.id}?subtasks=delete`)).status).toBe(204);
  expect(await problem(one.call('GET', `/tickets/${last.id}`))).toEqual([404, 'not_found']);
  expect((await read(TicketPage, one.call('GET', `/tickets?projectId=${projectId}&deleted=true`))).items.length).toBe(6);
  expect((await read(TicketCard, one.call('POST', `/tickets/${top.id}/restore`))).subtasks.total).toBe(2);
  expect((await get(last.id)).parentTicketId).not.toBeNull();
  expect((await one.call('DELETE', `/tickets/${top.id}?subtasks=keep`)).status).toBe(204);
  expect((await get(loose.id)).parentTicketId).toBeNull();
  expect(await problem(one.call('POST', `/tickets/${loose.id}/restore`))).toEqual([409, 'not_put_away']);
});

test('people comment, and change and delete what they have said themselves', async () => {
  const { id } = await add();
  const comment = await read(CommentView, one.call('POST', `/tickets/${id}/comments`, { bodyMd: 'Hello **@grace**' }));
  expect(comment).toMatchObject({ bodyMd: 'Hello **@grace**', author: { name: 'one' }, version: 1 });
  const dev = await member('dev');
  expect(await problem(dev('PATCH', `/comments/${comment.id}`, { bodyMd: 'taken over' }))).toEqual([403, 'not_yours']);
  expect(await problem(dev('DELETE', `/comments/${comment.id}`))).toEqual([403, 'not_yours']);
  expect(await problem(one.call('PATCH', `/comments/${comment.id}`, { bodyMd: 'x', version: 9 }))).toEqual([409, 'version_conflict']);
  expect((await read(CommentView, one.call('PATCH', `/comments/${comment.id}`, { bodyMd: 'Bye', version: 1 }))).version).toBe(2);
  const theirs = await read(CommentView, dev('POST', `/tickets/${id}/comments`, { bodyMd: 'Mine' }));
  await patch(id, { columnKey: 'qa' });
  const { items, next } = await read(ActivityPage, one.call('GET', `/tickets/${id}/activity?limit=2`));
  const rest = await read(ActivityPage, one.call('GET', `/tickets/${id}/activity?cursor=${next}`));
  expect([...items, ...rest.items].map((item) => (item.kind === 'comment' ? item.comment.bodyMd : item.action))).toEqual(['ticket.move', 'Mine', 'Bye', 'ticket.create']);
  expect(await problem(one.call('GET', `/tickets/${id}/activity?cursor=xyz`))).toEqual([422, 'invalid_query', 'cursor']);
  expect((await one.call('DELETE', `/comments/${theirs.id}`)).status).toBe(204);
  await one.call('DELETE', `/tickets/${id}`);
  expect(await problem(one.call('PATCH', `/comments/${comment.id}`, { bodyMd: 'x' }))).toEqual([404, 'not_found']);
});

/** Calls as a further member of the first tenant. */
async function member(role: string) {
  const token = await app.parts.db.tenant(one.tenantId, async (tx) => {
    const [user]: { id: bigint }[] = await tx.sql`INSERT INTO users (tenant_id, email, name) VALUES (${one.tenantId}, ${`${role}${keys}@example.org`}, ${role}) RETURNING id`;
    await tx.sql`INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT ${one.tenantId}, ${user?.id}, id FROM roles WHERE name = ${role}`;
    return (await openSession(tx, user?.id ?? 0n, 'cli')).sessionToken;
  });
  return (method: string, path: string, body?: unknown) => fetch(`${app.origin}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

test('a file is kept as it was sent, and no browser runs it', async () => {
  const { id } = await add();
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const image = await read(AttachmentView, upload(one, `/tickets/${id}/attachments?name=${encodeURIComponent('../../a\u202e"gpj.png\r\nx')}`, png));
  expect([image.name, image.mime, image.size]).toEqual(['a"gpj.pngx', 'image/png', 11]);
  const page = await read(AttachmentView, upload(one, `/tickets/${id}/attachments?name=x.svg`, '<svg onload=alert(1)>', 'image/svg+xml'));
  expect(page.mime).toBe('text/plain');
  const shown = await one.call('GET', `/attachments/${image.id}?inline=true`);
  expect([shown.headers.get('content-type'), shown.headers.get('content-disposition')?.split(';')[0], shown.headers.get('x-content-type-options'), shown.headers.get('content-security-policy')]).toEqual(['image/png', 'inline', 'nosniff', "default-src 'none'; sandbox"]);
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(png);
  // A browser keeps it for who has asked: whoever signs in there next asks anew, and is refused.
  expect([shown.headers.get('cache-control'), shown.headers.get('vary')]).toEqual([expect.stringMatching(/^private, /), 'cookie, authorization']);
  const kept = await one.call('GET', `/attachments/${page.id}?inline=true`);
  expect([kept.headers.get('content-type'), kept.headers.get('content-disposition')]).toEqual(['application/octet-stream', "attachment; filename*=UTF-8''x.svg"]);
  expect(await kept.text()).toBe('<svg onload=alert(1)>');
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) expect(await problem(upload(one, `/tickets/${id}/attachments`, 'x', type))).toEqual([415, 'unsupported_media_type']);
  expect((await problem(upload(one, `/tickets/${id}/attachments`, new Uint8Array(25_000_001))))[1]).toBe('file_too_large');
  expect((await problem(upload(one, `/tickets/${id}/attachments`, new Uint8Array()))).slice(0, 2)).toEqual([422, 'invalid_query']);
  expect(await problem(upload(two, `/tickets/${id}/attachments`, 'x'))).toEqual([404, 'not_found']);
  expect((await one.call('DELETE', `/attachments/${page.id}`)).status).toBe(204);
  expect((await (await one.call('GET', `/tickets/${id}/attachments`)).json())).toEqual({ items: [image], next: null });
});

test('tickets are found by their name and by words as they begin, in this tenant alone', async () => {
  const word = `zebra${keys}`;
  const made = await add({ title: `The ${word}fish_pond`, description: 'see src/Lock-Order.ts' });
  const inText = await add({ title: 'Other', description: `${word}fish too` });
  await add({ title: `${word}fish of two` }, two);
  const find = async (q: string, by = one) => (await read(TicketFound, by.call('GET', `/search/tickets?q=${encodeURIComponent(q)}`))).items.map((card) => card.id);
  expect(await find(word.toUpperCase())).toEqual([made.id, inText.id]);
  expect(await find(`${word}fi pond`)).toEqual([made.id]);
  expect(await find(`${word} lock order ts`)).toEqual([made.id]);
  expect(await find(made.ref.toLowerCase())).toContain(made.id);
  expect((await find(made.ref))[0]).toBe(made.id);
  expect(await find(`${word} nothing`)).toEqual([]);
  for (const hostile of ["' & !", '\u0001', ':*', "'); DROP TABLE tickets; --", '%', '\\', '💥', 'a'.repeat(200)]) expect([hostile, await find(hostile)]).toEqual([hostile, []]);
  await one.call('DELETE', `/tickets/${inText.id}`);
  expect(await find(word)).toEqual([made.id]);
});

/** The import as it ended. */
async function importOf(text: string, query = ''): Promise<TicketImport> {
  const started = await read(TicketImport, upload(one, `/projects/${projectId}/imports?${query}`, text));
  for (;;) {
    const now = await read(TicketImport, one.call('GET', `/ticket-imports/${started.id}`));
    if (now.endedAt !== null) return now;
    await Bun.sleep(20);
  }
}
const titles = async () => (await read(Board, one.call('GET', `/projects/${projectId}/board`))).tickets.map((card) => [card.columnKey, card.title]);

test('a CSV file is imported once, however often, with what is wrong told by line; and exported without formulas', async () => {
  const csv = '\ufeffIssue key,Summary,Status,Priority,Labels,Assignee,Due date,Description\r\nX-1,=first,Todo,High,"a, b",ONE@example.org,2026-12-01,"two\nlines"\r\nX-2,,Todo,,,,,\r\nX-3,third,Nowhere,odd,,,,\r\nX-4,fourth,closed,,A,nobody@example.org,soon,\r\nX-5,"fifth, with comma",closed,3,A,nobody@example.org,,\r\n';
  const dry = await importOf(csv, 'dryRun=true');
  expect([dry.status, dry.created, dry.refused, await titles()]).toEqual(['succeeded', 2, 3, []]);
  const done = await importOf(csv);
  expect(done).toMatchObject({ status: 'succeeded', total: 5, lookedAt: 5, created: 2, updated: 0, refused: 3, errors: [{ line: 4, message: 'it has no title' }, { line: 5, message: expect.stringContaining('priority') }, { line: 6, message: expect.stringContaining('due date') }] });
  expect(await titles()).toEqual([['todo', '=first'], ['done', 'fifth, with comma']]);
  const again = await importOf(csv.replace('=first', '=changed'));
  expect([again.created, again.updated, await titles()]).toEqual([0, 2, [['todo', '=changed'], ['done', 'fifth, with comma']]]);
  const { items } = await read(TicketPage, one.call('GET', `/tickets?projectId=${projectId}&columnKey=todo`));
  expect(items[0]).toMatchObject({ priority: 1, assigneeUserId: String(one.userId), dueOn: '2026-12-01', description: 'two\nlines', labels: [{ name: 'a' }, { name: 'b' }] });
  const out = await (await one.call('GET', `/projects/${projectId}/export`)).text();
  expect(out.split('\r\n')[1]).toContain(`"'=changed"`);
  const json: unknown = await (await one.call('GET', `/projects/${projectId}/export?format=json`)).json();
  expect(TicketCard.array().parse(json).map((card) => card.title).toSorted()).toEqual(['=changed', 'fifth, with comma']);
}, 30_000);

test('a file that is no such file fails with the reason, and a large one comes in whole', async () => {
  expect(await importOf('a,b\n1,2')).toMatchObject({ status: 'failed', errors: [{ line: 1, message: expect.stringContaining('title') }] });
  expect((await importOf('title\n"open')).status).toBe('failed');
  expect((await importOf('{}', 'format=github')).status).toBe('failed');
  const many = `title\n${Array.from({ length: 1050 }, (_, index) => `row ${index}`).join('\n')}`;
  expect(await importOf(many)).toMatchObject({ created: 1050, refused: 0 });
  expect((await importOf(many)).updated).toBe(1050);
  const board = await read(Board, one.call('GET', `/projects/${projectId}/board?limit=3`));
  expect([board.columns[0]?.count, board.columns[0]?.countIsExact, board.tickets.map((card) => card.title)]).toEqual([1000, false, ['row 0', 'row 1', 'row 2']]);
}, 60_000);

test("GitHub's issues come in as tickets, its pull requests do not", async () => {
  const issue = (number: number, more: object = {}) => ({ number, title: `issue ${number}`, body: 'text', state: 'open', html_url: `https://github.com/o/r/issues/${number}`, labels: [{ name: 'help wanted' }], assignee: null, ...more });
  const done = await importOf(JSON.stringify([issue(1), issue(2, { state: 'closed', body: null }), issue(3, { pull_request: { url: 'x' } }), { number: 'x' }]), 'format=github');
  expect(done).toMatchObject({ total: 3, created: 2, refused: 1, errors: [{ line: 4 }] });
  expect(await titles()).toEqual([['backlog', 'issue 1'], ['done', 'issue 2']]);
}, 30_000);

test('an archived project takes no new work until it is back; a deleted one needs its name, and an admin', async () => {
  const { id } = await add();
  expect((await read(Project, one.call('POST', `/projects/${projectId}/archive`))).archivedAt).not.toBeNull();
  expect(await problem(one.call('POST', `/projects/${projectId}/tickets`, { title: 'T' }))).toEqual([409, 'project_archived']);
  expect(await problem(upload(one, `/projects/${projectId}/imports`, 'title\nx'))).toEqual([409, 'project_archived']);
  expect(await problem(one.call('POST', '/agent-runs', { ticketId: id, repository: { url: 'https://example.org/r.git' }, recipe: { name: 'command', options: {} } }))).toEqual([409, 'project_archived']);
  expect((await (await one.call('GET', '/projects')).text()).includes(`"id":"${projectId}"`)).toBe(false);
  expect((await (await one.call('GET', '/projects?archived=true')).text()).includes(`"id":"${projectId}"`)).toBe(true);
  await one.call('POST', `/projects/${projectId}/unarchive`);
  await add();
  expect((await problem((await member('pm'))('DELETE', `/projects/${projectId}?confirm=P`)))[1]).toBe('not_permitted');
  expect(await problem(one.call('DELETE', `/projects/${projectId}?confirm=p`))).toEqual([422, 'invalid_query', 'confirm']);
  expect((await one.call('DELETE', `/projects/${projectId}?confirm=P`)).status).toBe(204);
  expect(await problem(one.call('GET', `/tickets/${id}`))).toEqual([404, 'not_found']);
});

test('a ticket is called by its name wherever its id may stand, in its own organisation alone', async () => {
  const [ticket, blocker] = [await add(), await add()];
  expect([await get(ticket.ref), (await get(ticket.ref.toLowerCase())).id, ticket.createdBy]).toEqual([await get(ticket.id), ticket.id, String(one.userId)]);
  expect((await one.call('PATCH', `/tickets/${ticket.ref}`, { version: ticket.version, title: 'By name' })).status).toBe(200);
  const said = await read(CommentView, one.call('POST', `/tickets/${ticket.ref}/comments`, { bodyMd: 'Hello' }));
  expect([said.ticketId, await read(CommentView, one.call('GET', `/comments/${said.id}`))]).toEqual([ticket.id, said]);
  expect((await one.call('POST', `/tickets/${ticket.ref}/blockers`, { ticketId: blocker.id })).status).toBe(201);
  expect((await one.call('DELETE', `/tickets/${ticket.ref}/blockers/${blocker.ref}`)).status).toBe(200);
  for (const part of ['links', 'activity', 'attachments', 'comments']) expect([part, (await one.call('GET', `/tickets/${ticket.ref}/${part}`)).status]).toEqual([part, 200]);
  for (const [by, name] of [[two, ticket.ref], [two, ticket.id], [one, `${ticket.ref}9`], [one, 'NONE-1'], [one, 'AL-'], [one, `${ticket.ref}-1`]] as const) expect([name, (await by.call('GET', `/tickets/${name}`)).status]).toEqual([name, 404]);
  expect((await two.call('GET', `/comments/${said.id}`)).status).toBe(404);
  expect([(await one.call('DELETE', `/tickets/${ticket.ref}`)).status, (await one.call('GET', `/tickets/${ticket.ref}`)).status, (await one.call('POST', `/tickets/${ticket.ref}/restore`)).status]).toEqual([204, 404, 200]);
});
