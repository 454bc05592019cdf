import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createHmac, randomUUID } from 'node:crypto';
import { CreatedWebhook, DeliveryView, pageOf, TicketCard } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

/** Webhooks over HTTP, with the queue's own workers: from a forge's delivery to the ticket on the board. */
let app: TestApp;
let admin: Admin;
let webhook: CreatedWebhook;
let slugs = 0;
beforeAll(async () => {
  app = await openTestApp({ role: 'all' });
});
afterAll(() => app.close());
beforeEach(async () => {
  admin = await app.addTenant(`t${++slugs}`);
  webhook = CreatedWebhook.parse(await (await admin.call('POST', '/webhooks', { provider: 'github', name: 'shop' })).json());
});

const addTicket = async () => TicketCard.parse(await (await admin.call('POST', `/projects/${admin.projectId}/tickets`, { title: 'A cent short', columnKey: 'todo' })).json());
const columnOf = async ({ id }: TicketCard) => TicketCard.parse(await (await admin.call('GET', `/tickets/${id}`)).json()).columnKey;
const repository = { id: 1, full_name: 'acme/shop', private: true };
const pull = (title: string, at: string, more: object = {}) => ({ number: 7, title, html_url: 'https://github.com/acme/shop/pull/7', user: { login: 'ada' }, head: { ref: 'fix', sha: 'a'.repeat(40) }, base: { ref: 'main', sha: 'b'.repeat(40) }, updated_at: at, ...more });

async function deliver(event: string, payload: unknown, path = webhook.targetPath): Promise<{ status: number; delivery: string }> {
  const body = JSON.stringify(payload);
  const delivery = randomUUID();
  const headers = { 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': delivery, 'x-hub-signature-256': `sha256=${createHmac('sha256', webhook.secret).update(body).digest('hex')}` };
  return { status: (await fetch(`${app.origin}${path}`, { method: 'POST', body, headers })).status, delivery };
}

/** Delivers, and waits until the queue has brought it to its end. */
async function tell(event: string, payload: unknown): Promise<DeliveryView> {
  const { status, delivery } = await deliver(event, payload);
  expect(status).toBe(202);
  return handled(delivery);
}

async function handled(delivery: string, attempts = 1): Promise<DeliveryView> {
  for (;;) {
    const { items } = pageOf(DeliveryView).parse(await (await admin.call('GET', '/webhook-deliveries?limit=200')).json());
    const found = items.find((item) => item.deliveryId === delivery && item.state !== 'received' && item.attempts >= attempts);
    if (found) return found;
    await Bun.sleep(10);
  }
}

test('a ticket follows its pull request: opened, changes requested, approved, merged', async () => {
  const ticket = await addTicket();
  const title = `${ticket.ref} Totals keep their cent`;
  const review = (state: string, at: string) => ({ action: 'submitted', repository, review: { state, user: { login: 'bob' }, body: 'See below.', html_url: 'u', submitted_at: at }, pull_request: pull(title, at) });
  const opened = await tell('pull_request', { action: 'opened', repository, pull_request: pull(title, '2026-01-01T10:00:00Z') });
  expect(opened).toMatchObject({ state: 'processed', event: 'pull_request', action: 'opened', attempts: 1 });
  expect(opened.did).toContain(`${ticket.ref} moved from todo to code_review`);
  await tell('pull_request_review', review('changes_requested', '2026-01-01T11:00:00Z'));
  expect(await columnOf(ticket)).toBe('in_progress');
  await tell('pull_request_review', review('APPROVED', '2026-01-01T12:00:00Z'));
  expect(await columnOf(ticket)).toBe('qa');
  await tell('pull_request', { action: 'closed', repository, pull_request: pull(title, '2026-01-01T13:00:00Z', { merged: true, merged_at: '2026-01-01T13:00:00Z' }) });
  expect(await columnOf(ticket)).toBe('done');
});

test('replay handles a delivery again, by the same road; what is newer stays', async () => {
  const ticket = await addTicket();
  const opened = await tell('pull_request', { action: 'opened', repository, pull_request: pull(ticket.ref, '2026-01-01T10:00:00Z') });
  await admin.call('PATCH', `/tickets/${ticket.id}`, { version: 2, columnKey: 'backlog' });
  expect((await admin.call('POST', '/webhooks/replay', { deliveryId: opened.id })).status).toBe(202);
  expect(await handled(opened.deliveryId, 2)).toMatchObject({ attempts: 2, did: expect.arrayContaining([`${ticket.ref} moved from backlog to code_review`]) });
  await tell('pull_request', { action: 'closed', repository, pull_request: pull(ticket.ref, '2026-01-01T13:00:00Z', { merged: true }) });
  await admin.call('POST', '/webhooks/replay', { deliveryId: opened.id });
  await handled(opened.deliveryId, 3);
  expect(await columnOf(ticket)).toBe('done');
});

test('deliveries come in with and without the prefix of the API, and nothing else of it is open to them', async () => {
  const paths = [webhook.targetPath, `/api/v1${webhook.targetPath}`];
  expect(await Promise.all(paths.map(async (path) => (await deliver('ping', { zen: 'z' }, path)).status))).toEqual([202, 202]);
  for (const path of ['/github/webhook', '/api/v1/github/webhook', '/webhooks/in/', '/webhooks/in/x', `${webhook.targetPath}x`]) expect([401, 404]).toContain((await deliver('ping', {}, path)).status);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await fetch(`${app.origin}/api/v1${webhook.targetPath}`, { method });
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([405, 'POST', 'application/problem+json']);
  }
});

test('a webhook that is disabled or deleted is closed at once, and its secret is in no answer but the first', async () => {
  expect((await deliver('ping', {})).status).toBe(202);
  const shown = await (await admin.call('GET', `/webhooks/${webhook.id}`)).text();
  expect([shown.includes(webhook.secret), (await (await admin.call('GET', '/webhooks')).text()).includes(webhook.secret), shown.includes('secret')]).toEqual([false, false, false]);
  const closed = async () => {
    for (let left = 200; left > 0 && (await deliver('ping', {})).status === 202; left--) await Bun.sleep(5);
    return (await deliver('ping', {})).status;
  };
  expect((await admin.call('PATCH', `/webhooks/${webhook.id}`, { status: 'disabled' })).status).toBe(200);
  expect(await closed()).toBe(401);
  await admin.call('PATCH', `/webhooks/${webhook.id}`, { status: 'active' });
  expect((await admin.call('DELETE', `/webhooks/${webhook.id}`)).status).toBe(204);
  expect(await closed()).toBe(401);
  const audits: { action: string }[] = await app.parts.db.tenant(admin.tenantId, (tx) => tx.sql`SELECT action FROM audit_log WHERE target_type = 'webhook' ORDER BY id`);
  expect(audits.map((row) => row.action)).toEqual(['webhook.create', 'webhook.update', 'webhook.update', 'webhook.delete']);
});
