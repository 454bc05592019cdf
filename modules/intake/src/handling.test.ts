import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { type CreatedWebhook, ReplayBody } from '@lime/contracts';
import { ProblemError } from '@lime/kernel';
import { intakeJobs } from './jobs.ts';
import { replayDeliveries } from './commands/replay-deliveries.ts';
import { handleDeliveries } from './commands/handle-deliveries.ts';
import { listDeliveries, showDelivery } from './queries/deliveries.ts';
import { fromGithub, openTestIntake, person, publicIdOf, type Sent, type TestIntake } from './testing/open-test-intake.ts';
import { mostFailures } from './tunables.ts';

let intake: TestIntake;
let tenantId: bigint;
let webhook: CreatedWebhook;
let slugs = 0;
beforeAll(async () => {
  intake = await openTestIntake();
});
afterAll(() => intake.close());
beforeEach(async () => {
  tenantId = await intake.database.addTenant(`t${++slugs}`);
  webhook = await intake.addWebhook(tenantId);
  intake.told.length = 0;
  intake.fault.error = null;
});

const push = (after: string) => JSON.stringify({ ref: 'refs/heads/main', before: '0', after, repository: { id: 1, full_name: 'acme/shop' } });
const send = (body: string, sent: Sent = {}, to = webhook) => intake.receive(fromGithub(body, { secret: to.secret, event: 'push', ...sent }), { publicId: publicIdOf(to) }, 'a');
const rows = () => intake.rows(tenantId);
const replay = (body: unknown) => intake.database.db.tenant(tenantId, (tx) => replayDeliveries(intake.ctx, tx, person, ReplayBody.parse(body)));
const afters = () => intake.told.map(({ event }) => event.kind === 'push' && event.after);

test('each delivery is handled once, however often its job comes', async () => {
  await send(push('a'));
  const ids = (await rows()).map((row) => row.id);
  await Promise.all([handleDeliveries(intake.ctx, tenantId, ids), handleDeliveries(intake.ctx, tenantId, ids), handleDeliveries(intake.ctx, tenantId, [...ids, 999_999n])]);
  expect(afters()).toEqual(['a']);
  expect(await rows()).toMatchObject([{ state: 'processed', attempts: 1, did: ['heard of push'] }]);
});

test('what fails is tried again, leaves nothing half done, and is failed in the end', async () => {
  await send(push('a'));
  intake.fault.error = new Error('broken at postgres://lime:hunter2@db/lime');
  for (let attempt = 1; attempt < mostFailures; attempt++) {
    // The queue hears of it, and calls again.
    expect(await intake.handleAll(tenantId).catch(String)).toContain('tried again');
    expect((await rows())[0]).toMatchObject({ state: 'received', attempts: attempt });
  }
  await intake.handleAll(tenantId);
  const [failed] = await rows();
  expect(failed).toMatchObject({ state: 'failed', attempts: mostFailures, did: [] });
  expect(failed?.error).toContain('broken');
  expect(failed?.error).not.toContain('hunter2');
  await intake.handleAll(tenantId);
  expect((await rows())[0]?.attempts).toBe(mostFailures);
});

test('one that fails holds up no other of its job', async () => {
  await Promise.all([send(push('a')), send('{', { event: 'push' }), send(push('b'))]);
  const { onForgeEvent } = intake.ctx;
  const picky = { ...intake.ctx, onForgeEvent: (async (tx, event, source) => (event.kind === 'push' && event.after === 'a' ? Promise.reject(new ProblemError({ status: 409, code: 'x', title: 'x', detail: 'Not this one.' })) : onForgeEvent(tx, event, source))) satisfies typeof onForgeEvent };
  const ids = (await rows()).map((row) => row.id);
  expect(await handleDeliveries(picky, tenantId, ids).catch(String)).toContain('1 deliveries');
  expect((await rows()).map((row) => row.state).toSorted()).toEqual(['failed', 'processed', 'received']);
  await handleDeliveries(intake.ctx, tenantId, ids);
  expect((await rows()).map((row) => row.state).toSorted()).toEqual(['failed', 'processed', 'processed']);
});

test('a failed delivery that the forge sends again, unchanged, is handled again; with another body it stays failed', async () => {
  await send('{', { deliveryId: 'd' });
  await intake.handleAll(tenantId);
  await send('{}', { deliveryId: 'd' });
  expect((await rows())[0]?.state).toBe('failed');
  await send('{', { deliveryId: 'd' });
  expect((await rows())[0]?.state).toBe('received');
});

test('a webhook that listens to some events ignores the others', async () => {
  const picky = await intake.addWebhook(tenantId, { events: ['pull_request'] });
  await send(push('a'), {}, picky);
  await intake.handleAll(tenantId);
  expect(await rows()).toMatchObject([{ state: 'ignored', did: ['the webhook does not listen to push'] }]);
});

test('a delivery may come as a form', async () => {
  await send(new URLSearchParams({ payload: push('form') }).toString(), { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  await intake.handleAll(tenantId);
  expect(afters()).toEqual(['form']);
});

test('replay really handles a delivery again, and stands in the audit log', async () => {
  await send(push('a'));
  await intake.handleAll(tenantId);
  const [row] = await rows();
  expect(await replay({ deliveryId: String(row?.id) })).toEqual({ replayed: 1, next: null });
  await intake.handleAll(tenantId);
  expect(afters()).toEqual(['a', 'a']);
  expect(await rows()).toMatchObject([{ state: 'processed', attempts: 2, did: ['heard of push'] }]);
  const audits: { action: string; actor: string }[] = await intake.database.db.tenant(tenantId, (tx) => tx.sql`SELECT action, actor FROM audit_log WHERE action = 'webhook.replay'`);
  expect(Array.from(audits)).toEqual([{ action: 'webhook.replay', actor: 'Ada' }]);
});

test('a time is replayed in the order in which it came, by state and webhook, and ends before its end', async () => {
  const other = await intake.addWebhook(tenantId);
  for (const [after, to] of [['a', webhook], ['b', other], ['c', webhook]] as const) await send(push(after), {}, to);
  await intake.handleAll(tenantId);
  intake.told.length = 0;
  const [from, to] = [new Date(Date.now() - 60_000).toISOString(), new Date(Date.now() + 60_000).toISOString()];
  expect(await replay({ from, to, webhookId: webhook.id })).toEqual({ replayed: 2, next: null });
  await intake.handleAll(tenantId);
  expect(afters()).toEqual(['a', 'c']);
  expect([await replay({ from, to, state: 'failed' }), await replay({ from: to, to }), await replay({ from: '0000-01-01T00:00:00Z', to: '0001-01-01T00:00:00Z' }), await replay({ from: '9999-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' }), await replay({ from, to, after: String((await rows())[1]?.id) })].map((answer) => answer.replayed)).toEqual([0, 0, 0, 0, 1]);
});

test('nothing of another tenant is replayed or read', async () => {
  await send(push('a'));
  const [row] = await rows();
  await intake.handleAll(tenantId);
  const stranger = await intake.database.addTenant(`stranger${slugs}`);
  const asStranger = intake.database.db.tenant(stranger, (tx) => replayDeliveries(intake.ctx, tx, person, { deliveryId: String(row?.id) }));
  expect(await asStranger.catch((error: unknown) => (error instanceof ProblemError ? error.problem.status : error))).toBe(404);
  expect(await intake.database.db.read(stranger, (tx) => showDelivery(tx, row?.id ?? 0n))).toBeNull();
  expect((await rows())[0]?.state).toBe('processed');
});

test.each([{}, { deliveryId: 'x' }, { from: '2026-01-01T00:00:00Z' }, { deliveryId: '1', from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, { from: 'yesterday', to: 'today' }])('%j is nothing to replay', (body) => {
  expect(ReplayBody.safeParse(body).success).toBe(false);
});

test('deliveries are listed from the newest, page by page, and shown with their secrets masked', async () => {
  for (const after of ['a', 'b', 'c']) await send(push(after), { deliveryId: after });
  await send(JSON.stringify({ config: { password: 'correct-horse' }, key: 'ghp_abcdefghijklmnopqrst0123456789abcdef' }), { event: 'ping', deliveryId: 'd' });
  const list = (limit: number, cursor: bigint | null, event: string | null = null) => intake.database.db.read(tenantId, (tx) => listDeliveries(tx, { webhookId: BigInt(webhook.id), state: 'received', event }, { cursor, limit }));
  const first = await list(3, null);
  expect(first.items.map((item) => item.deliveryId)).toEqual(['d', 'c', 'b']);
  expect((await list(3, BigInt(first.next ?? '0'))).items.map((item) => item.deliveryId)).toEqual(['a']);
  expect((await list(3, null, 'ping')).items).toHaveLength(1);
  const shown = await intake.database.db.read(tenantId, (tx) => showDelivery(tx, BigInt(first.items[0]?.id ?? '0')));
  expect(shown).toMatchObject({ headers: { 'x-github-event': 'ping' }, bytes: expect.any(Number) });
  expect(shown?.body).toContain('***');
  for (const secret of ['correct-horse', 'ghp_abc', webhook.secret]) expect(JSON.stringify(shown)).not.toContain(secret);
});

test('a job that could not be tried at all is sent again from its dead letters', async () => {
  await send(push('a'));
  const jobs = async () => {
    const found: { data: { deliveries: string }; later: boolean }[] = await intake.database.db.tenant(tenantId, async (tx) => {
      await tx.sql`SET LOCAL ROLE postgres`;
      return tx.sql`SELECT data, start_after > now() AS later FROM pgboss.job WHERE name = 'intake.deliveries' AND data ->> 'tenantId' = ${String(tenantId)} ORDER BY created_on`;
    });
    return found.map(({ data, later }) => [data.deliveries, later]);
  };
  const id = String((await rows())[0]?.id);
  expect(await jobs()).toEqual([[id, false]]);
  await intakeJobs(intake.ctx).find(({ name }) => name.endsWith('.dead'))?.handle({ tenantId: String(tenantId), deliveries: id }, new AbortController().signal);
  expect(await jobs()).toEqual([[id, false], [id, true]]);
});
