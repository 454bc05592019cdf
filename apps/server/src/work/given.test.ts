import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ActivityPage, AttachmentView, CommentPage, MessageAnswer, ProblemBody, type Project, RunDetail, RunSummary, TicketCard, TicketGuidance } from '@lime/contracts';
import { pruneTickets } from '@lime/factory';
import { sha256Hex } from '@lime/kernel';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches, seen } from '../testing/run-reaches.ts';

setDefaultTimeout(30_000);
let app: TestApp;
let admin: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k' } });
  admin = await app.addTenant('given');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const post = async (path: string, body: unknown): Promise<{ id?: string }> => JSON.parse(await (await admin.call('POST', path, body)).text());
const newTicket = async (title: string) => TicketCard.parse(await post(`/projects/${admin.projectId}/tickets`, { title }));
const start = async (body: object) => RunSummary.parse(await post('/agent-runs', { repository: { url: 'https://example.org/r.git' }, provider: 'claude', maxCostCents: 5, ...body }));
const detailOf = async (id: string) => RunDetail.parse(await (await admin.call('GET', `/agent-runs/${id}`)).json());
const commentsOn = async (ticketId: string | null) => CommentPage.parse(await (await admin.call('GET', `/tickets/${ticketId}/comments`)).json()).items;
async function attach(ticketId: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<AttachmentView> {
  const answer = await fetch(`${app.origin}/api/v1/tickets/${ticketId}/attachments?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/octet-stream' }, body: bytes });
  if (!answer.ok) throw new Error(await answer.text());
  return AttachmentView.parse(await answer.json());
}
const bytesOf = (text: string) => new TextEncoder().encode(text);
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2]);

test('a run is given what was said about its ticket, bounded, and its texts and images; what is said later it is not', async () => {
  const { id } = await newTicket('Told');
  for (let at = 0; at < 52; at += 1) await admin.call('POST', `/tickets/${id}/comments`, { bodyMd: `remark ${at}` });
  await admin.call('POST', `/tickets/${id}/comments`, { bodyMd: 'x'.repeat(5000) });
  const log = await attach(id, '../../etc/crash log (1).txt', bytesOf('boom\n'));
  const shot = await attach(id, 'Bildschirm.png', png);
  expect([log.mime, shot.mime, (await attach(id, 'core', new Uint8Array([1, 0, 2]))).mime]).toEqual(['text/plain', 'image/png', 'application/octet-stream']);
  await attach(id, 'huge.txt', bytesOf('y'.repeat(5_000_001)));
  const run = await start({ ticketId: id });
  await admin.call('POST', `/tickets/${id}/comments`, { bodyMd: 'too late' });
  const step = await runner.next();
  const { comments, files } = step.work;
  expect([comments?.said.length, comments?.leftOut, comments?.said[0]]).toMatchObject([50, 3, { author: 'given', kind: 'user', text: 'remark 3' }]);
  expect(comments?.said.at(-1)?.text).toBe(`${'x'.repeat(4000)}\n… (1000 more characters)`);
  expect(files).toEqual([{ name: '1-crash-log-1-.txt', mime: 'text/plain', sha256: log.sha256, size: 5 }, { name: '2-Bildschirm.png', mime: 'image/png', sha256: shot.sha256, size: png.byteLength }]);
  expect((await detailOf(run.id)).input).toMatchObject({ comments, files });
  const fetched = await runner.call('GET', `/steps/${step.stepId}/blobs/${log.sha256}`, undefined, { 'lime-lease': step.leaseToken });
  expect(await fetched.text()).toBe('boom\n');
  const other = await attach((await newTicket('Other')).id, 'secret.txt', bytesOf('of another ticket'));
  expect((await runner.call('GET', `/steps/${step.stepId}/blobs/${other.sha256}`, undefined, { 'lime-lease': step.leaseToken })).status).toBe(404);
  await runner.fail(step, 'agent_failed');
});

test('a recipe, which reads nothing, is given nothing', async () => {
  const { id } = await newTicket('Recipe');
  await admin.call('POST', `/tickets/${id}/comments`, { bodyMd: 'hello' });
  await start({ ticketId: id, provider: 'recipe', recipe: { name: 'command' } });
  const step = await runner.next();
  expect([step.work.comments, step.work.files]).toEqual([null, null]);
  await runner.fail(step, 'agent_failed');
});

test('the end of a run stands on its ticket, once, said by whoever did it', async () => {
  const run = await start({ title: 'Ends' });
  await runner.succeed(await runner.next(), { output: { summary: 'Nothing to do, @all **here**.' } });
  const [said, ...more] = await seen(app, () => commentsOn(run.ticketId), (items) => items.length > 0);
  expect([said, more]).toMatchObject([{ author: { kind: 'agent', userId: null, name: 'claude' }, runId: run.id, bodyMd: expect.stringContaining('Nothing to do') }, []]);
  expect((await admin.call('PATCH', `/comments/${said?.id}`, { bodyMd: 'mine' })).status).toBe(403);
  const failing = await start({ ticketId: run.ticketId });
  expect((await runner.next()).work.comments?.said).toMatchObject([{ kind: 'agent', author: 'claude' }]);
  await admin.call('POST', `/agent-runs/${failing.id}/cancel`);
  const both = await seen(app, () => commentsOn(run.ticketId), (items) => items.length > 1);
  expect(both[1]).toMatchObject({ author: { kind: 'agent' }, runId: failing.id, bodyMd: expect.stringContaining('cancelled') });
  const { items } = ActivityPage.parse(await (await admin.call('GET', `/tickets/${run.ticketId}/activity`)).json());
  expect(items.filter((item) => item.kind === 'comment')).toMatchObject([{ actor: { userId: null, name: 'claude' } }, { comment: { runId: run.id } }]);
});

test('a ticket that waits for others holds back what goes on with its runs, by a message too; a review of what was done it does not', async () => {
  const run = await start({ title: 'Roof' });
  await runner.succeed(await runner.next(), { diff: 'one' });
  const { gates } = await runReaches(app, admin, run.id, atGate);
  await admin.call('POST', `/gates/${gates[0]?.id}/decision`, { decision: 'reject', sha256: sha256Hex('one') });
  await runReaches(app, admin, run.id, over);
  const { id: blocker, ref } = await newTicket('Ground');
  await admin.call('POST', `/tickets/${run.ticketId}/blockers`, { ticketId: blocker });
  const refused = async (path: string, body: unknown) => {
    const answer = await admin.call('POST', path, body);
    const { code, detail } = ProblemBody.parse(await answer.json());
    return [answer.status, code, detail?.includes(ref)];
  };
  const from = { runId: run.id, as: 'continuation' };
  expect(await refused('/agent-runs', { from })).toEqual([409, 'ticket_blocked', true]);
  expect(await refused('/agent-runs/attempts', { from, attempts: [{ provider: 'claude' }, { provider: 'claude' }] })).toEqual([409, 'ticket_blocked', true]);
  expect(await refused(`/agent-runs/${run.id}/messages`, { text: 'Go on.' })).toEqual([409, 'ticket_blocked', true]);
  const review = RunSummary.parse(await post('/agent-runs', { from: { runId: run.id, as: 'review' } }));
  await runner.fail(await runner.next(), 'agent_failed');
  await runReaches(app, admin, review.id, over);
  expect(MessageAnswer.parse(await post(`/agent-runs/${run.id}/messages`, { text: 'Go on.', force: true })).became).toBe('continuation');
  await runner.fail(await runner.next(), 'agent_failed');
});

test('what a run would be told is shown before it begins: instructions in their order, tools and paths with where they come from, and what it is given', async () => {
  const { id } = await newTicket('Shown');
  const tell = async (body: object) => (await post('/custom-instructions', { contentMd: 'x', ...body })).id ?? '';
  const ofTicket = await tell({ scopeType: 'ticket', scopeId: id, contentMd: 'of the ticket' });
  const ofAll = await tell({ scopeType: 'tenant', contentMd: 'of all', allowedPaths: ['src/**'] });
  await tell({ scopeType: 'tenant', contentMd: 'for plans', mode: 'plan' });
  await post('/default-agent-tools', { provider: 'any', allowedTools: ['edit', 'shell'] });
  const list = (await post('/default-agent-tools', { provider: 'claude', allowedTools: ['edit'] })) as { id: string };
  await admin.call('PATCH', `/projects/${admin.projectId}`, { allowedPaths: ['src/shop/**'] });
  await admin.call('POST', `/tickets/${id}/comments`, { bodyMd: 'hello' });
  await attach(id, 'a.txt', bytesOf('a'));
  const read = async (query: string) => TicketGuidance.parse(await (await admin.call('GET', `/tickets/${id}/instructions?${query}`)).json());
  const shown = await read('provider=claude');
  expect(shown).toMatchObject({ mode: 'implement', instructions: [{ source: 'tenant', id: ofAll, text: 'of all' }, { source: 'ticket', id: ofTicket }], tools: ['read', 'edit'], comments: { count: 1, leftOut: 0 }, files: [{ name: '1-a.txt' }] });
  expect(shown.toolLists.map((one) => one.id)).toContain(list.id);
  expect(shown.allowedPaths).toEqual([{ source: 'setting', id: String(admin.projectId), globs: ['src/shop/**'] }, { source: 'tenant', id: ofAll, globs: ['src/**'] }]);
  expect((await read('mode=plan')).instructions.map(({ text }) => text)).toEqual(['of all', 'for plans', 'of the ticket']);
  expect((await read('')).tools).toEqual(['read', 'grep', 'edit', 'bash']);
  await start({ ticketId: id });
  const step = await runner.next();
  const { work } = step;
  await runner.fail(step, 'agent_failed');
  expect([work.instructions?.map((one) => one.id), work.tools, work.allowedPaths, work.files]).toEqual([shown.instructions.map((one) => one.id), shown.tools, shown.allowedPaths.map(({ globs }) => globs), shown.files]);
  expect((await admin.call('GET', `/tickets/${id}/instructions?mode=dream`)).status).toBe(422);
  expect((await admin.call('GET', '/tickets/999999/instructions')).status).toBe(404);
  await admin.call('PATCH', `/projects/${admin.projectId}`, { allowedPaths: [] });
});

test('the bytes of a deleted file go, unless another file or a run that has not ended has the same', async () => {
  const [one, other] = [await newTicket('One'), await newTicket('Another')];
  const kept = async (sha256: string) => (await app.parts.runs.blobs.size(admin.tenantId, sha256)) !== null;
  const gone = (sha256: string) => seen(app, async () => !(await kept(sha256)), (isGone) => isGone);
  const drop = ({ id }: AttachmentView) => admin.call('DELETE', `/attachments/${id}`);
  const [first, second] = [await attach(one.id, 'a.txt', bytesOf('shared')), await attach(other.id, 'b.txt', bytesOf('shared'))];
  const alone = await attach(one.id, 'c.txt', bytesOf('alone'));
  await drop(first);
  await drop(alone);
  await gone(alone.sha256);
  expect(await kept(first.sha256)).toBe(true);
  const run = await start({ ticketId: other.id });
  await drop(second);
  const step = await runner.next();
  expect(await (await runner.call('GET', `/steps/${step.stepId}/blobs/${second.sha256}`, undefined, { 'lime-lease': step.leaseToken })).text()).toBe('shared');
  await runner.fail(step, 'agent_failed');
  await runReaches(app, admin, run.id, over);
  await drop(await attach(one.id, 'again.txt', bytesOf('shared')));
  await gone(second.sha256);
});

test('the bytes of files go with a ticket that nobody restored for 30 days and with a project that is deleted; what another ticket has stays', async () => {
  const { id: projectId } = (await post('/projects', { key: 'GO', name: 'Going' })) as { id: string };
  const [old, lately, left] = [await newTicket('Old'), await newTicket('Deleted lately'), TicketCard.parse(await post(`/projects/${projectId}/tickets`, { title: 'Left' }))];
  const [outlived, restorable, ofProject] = [await attach(old.id, 'o.txt', bytesOf('outlived')), await attach(lately.id, 'l.txt', bytesOf('restorable')), await attach(left.id, 'p.txt', bytesOf('of the project'))];
  const shared = await attach(old.id, 's.txt', bytesOf('in both'));
  await attach(left.id, 's.txt', bytesOf('in both'));
  const kept = async ({ sha256 }: AttachmentView) => (await app.parts.runs.blobs.size(admin.tenantId, sha256)) !== null;
  for (const { id } of [old, lately]) await admin.call('DELETE', `/tickets/${id}`);
  await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`UPDATE tickets SET deleted_at = now() - interval '31 days' WHERE tenant_id = ${tx.tenantId} AND id = ${BigInt(old.id)}`);
  await pruneTickets(app.parts.factory);
  await seen(app, () => kept(outlived), (isKept) => !isKept);
  expect([await kept(shared), await kept(restorable), (await admin.call('POST', `/tickets/${old.id}/restore`)).status]).toEqual([true, true, 404]);
  expect((await admin.call('DELETE', `/projects/${projectId}?confirm=Going`)).status).toBe(204);
  for (const file of [ofProject, shared]) await seen(app, () => kept(file), (isKept) => !isKept);
  expect((await admin.call('POST', `/tickets/${lately.id}/restore`)).status).toBe(200);
  expect(await kept(restorable)).toBe(true);
});

test('a text attached before texts were told apart is given all the same; what its name says is an archive is not looked at', async () => {
  const { id } = await newTicket('Attached long ago');
  for (const [name, content] of [['old.log', 'boom'], ['old.zip', 'no text for anybody'], ['core', '\u0000']] as const) await attach(id, name, bytesOf(content));
  await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`UPDATE ticket_attachments SET mime = 'application/octet-stream' WHERE tenant_id = ${tx.tenantId} AND ticket_id = ${BigInt(id)}`);
  const shown = TicketGuidance.parse(await (await admin.call('GET', `/tickets/${id}/instructions`)).json());
  expect(shown.files).toMatchObject([{ name: '1-old.log', mime: 'text/plain' }]);
});

test('a label that is renamed or deleted is announced to the boards', async () => {
  const told: string[] = [];
  const stop = app.parts.announcer.listen((topic) => told.push(topic));
  const label = (await post('/labels', { name: 'bug' })) as { id: string };
  const { id } = TicketCard.parse(await post(`/projects/${admin.projectId}/tickets`, { title: 'Labelled', labelIds: [label.id] }));
  for (const change of [() => admin.call('PATCH', `/labels/${label.id}`, { name: 'defect' }), () => admin.call('DELETE', `/labels/${label.id}`)]) {
    told.length = 0;
    await change();
    await seen(app, async () => told.includes(`board:${admin.projectId}:all`), (isTold) => isTold);
  }
  stop();
  expect(TicketCard.parse(await (await admin.call('GET', `/tickets/${id}`)).json()).labels).toEqual([]);
});

test('who does attempts may be the project\'s to say', async () => {
  const attempts = (body: object = {}) => admin.call('POST', '/agent-runs/attempts', { title: 'Best of two', repository: { url: 'https://example.org/r.git' }, maxCostCents: 5, ...body });
  const refused = await attempts();
  expect([refused.status, ProblemBody.parse(await refused.json()).detail]).toEqual([422, expect.stringContaining('has none of its own')]);
  expect((await admin.call('PATCH', `/projects/${admin.projectId}`, { attempts: [{ provider: 'claude' }] })).status).toBe(422);
  const set = await admin.call('PATCH', `/projects/${admin.projectId}`, { attempts: [{ provider: 'claude', label: 'careful' }, { provider: 'recipe', recipe: { name: 'command' } }] });
  expect(((await set.json()) as Project).attempts).toHaveLength(2);
  const { items } = (await (await attempts()).json()) as { items: RunSummary[] };
  expect(new Set(items.map((run) => run.ticketId)).size).toBe(1);
  const steps = [await runner.next(), await runner.next()];
  expect(steps.map(({ work }) => work.provider).toSorted()).toEqual(['claude', 'recipe']);
  for (const step of steps) await runner.fail(step, 'agent_failed');
  expect((await admin.call('PATCH', `/projects/${admin.projectId}`, { attempts: [] })).status).toBe(200);
});
