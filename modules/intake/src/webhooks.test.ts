import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { CreateWebhookBody, type CreatedWebhook } from '@lime/contracts';
import { ProblemError } from '@lime/kernel';
import { rotateWebhookSecret } from './commands/rotate-webhook-secret.ts';
import { webhooksTopic } from './receive/webhook-directory.ts';
import { fromGithub, openTestIntake, person, publicIdOf, type Sent, type TestIntake } from './testing/open-test-intake.ts';
import { mostShared, oldSecretMs } from './tunables.ts';

let intake: TestIntake;
let tenantId: bigint;
let slugs = 0;
beforeAll(async () => {
  intake = await openTestIntake();
});
afterAll(() => intake.close());
beforeEach(async () => {
  tenantId = await intake.database.addTenant(`t${++slugs}`);
});

const own = async (webhook: CreatedWebhook, request: Request) => (await intake.receive(request, { publicId: publicIdOf(webhook) }, `a${slugs}`)).status;
const shared = async (hookId: string | null, sent: Sent) => (await intake.receive(fromGithub('{}', { ...sent, headers: hookId === null ? {} : { 'x-github-hook-id': hookId } }), 'shared', `a${slugs}`)).status;
/** All servers have heard that webhooks have changed. */
const heard = async (work: Promise<unknown>) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = intake.ctx.announcer.listen((topic) => topic === webhooksTopic && resolve());
  await work;
  intake.ctx.announcer.announce(webhooksTopic);
  await promise;
  stop();
};

test('the secret is sealed in the database and bound to its webhook', async () => {
  const [one, two] = [await intake.addWebhook(tenantId), await intake.addWebhook(tenantId)];
  const rows: { id: bigint; secret_enc: Uint8Array }[] = await intake.database.db.tenant(tenantId, (tx) => tx.sql`SELECT id, secret_enc FROM webhooks`);
  for (const row of rows) for (const { secret } of [one, two]) expect(Buffer.from(row.secret_enc).includes(secret)).toBe(false);
  // Another webhook's envelope in this row opens nothing: then nothing verifies.
  await heard(intake.database.db.tenant(tenantId, (tx) => tx.sql`UPDATE webhooks SET secret_enc = ${rows.find((row) => String(row.id) === two.id)?.secret_enc} WHERE id = ${one.id}::bigint`));
  expect([await own(one, fromGithub('{}', { secret: one.secret })), await own(one, fromGithub('{}', { secret: two.secret })), await own(one, fromGithub('{}', { secret: '' }))]).toEqual([401, 401, 401]);
});

test('after a rotation both secrets are good for a day, and then the new one alone', async () => {
  const webhook = await intake.addWebhook(tenantId);
  let rotated = '';
  const rotate = () => heard(intake.database.db.tenant(tenantId, async (tx) => (rotated = (await rotateWebhookSecret(tx, intake.ctx.keyring, person, BigInt(webhook.id))).secret)));
  await rotate();
  const second = rotated;
  expect([await own(webhook, fromGithub('{}', { secret: webhook.secret })), await own(webhook, fromGithub('{}', { secret: second }))]).toEqual([202, 202]);
  await rotate();
  expect([await own(webhook, fromGithub('{}', { secret: webhook.secret })), await own(webhook, fromGithub('{}', { secret: second }))]).toEqual([401, 202]);
  intake.clock.ahead = oldSecretMs + 1000;
  expect([await own(webhook, fromGithub('{}', { secret: second })), await own(webhook, fromGithub('{}', { secret: rotated }))]).toEqual([401, 202]);
  intake.clock.ahead = 0;
});

test('at the shared address the secret says whose a delivery is, whatever id it names, or none', async () => {
  const other = await intake.database.addTenant(`u${slugs}`);
  const [mine, theirs] = [await intake.addWebhook(tenantId, { shared: true }), await intake.addWebhook(other, { shared: true })];
  expect([mine.targetPath, await own({ ...mine, targetPath: 'x'.repeat(22) }, fromGithub('{}', { secret: mine.secret }))]).toEqual(['/github/webhook', 401]);
  expect([await shared('1', { secret: mine.secret }), await shared('2', { secret: theirs.secret })]).toEqual([202, 202]);
  await heard(Promise.resolve());
  // Each webhook has its id now, which nobody has signed: it says whose secret is tried first.
  for (const id of ['1', '2', '3', null, 'none', '']) expect([id, await shared(id, { secret: mine.secret }), await shared(id, { secret: 'guessed' })]).toEqual([id, 202, 401]);
  const ids: { external_webhook_id: string }[] = await intake.database.db.tenant(tenantId, (tx) => tx.sql`SELECT external_webhook_id FROM webhooks`);
  expect([ids, (await intake.rows(tenantId)).length, (await intake.rows(other)).length]).toEqual([[{ external_webhook_id: '1' }], 7, 1]);
});

test('at the shared address the webhooks of one tenant crowd out no other', async () => {
  const other = await intake.database.addTenant(`u${slugs}`);
  const mine = await intake.addWebhook(tenantId, { shared: true });
  for (let count = 0; count < mostShared; count += 1) await intake.addWebhook(other, { shared: true });
  await heard(Promise.resolve());
  expect(await shared(null, { secret: mine.secret })).toBe(202);
});

test('who names the id of another tenant’s webhook takes nothing from it', async () => {
  const other = await intake.database.addTenant(`u${slugs}`);
  const [mine, theirs] = [await intake.addWebhook(tenantId, { shared: true, externalWebhookId: '77' }), await intake.addWebhook(other, { shared: true, externalWebhookId: '77' })];
  expect([await shared('77', { secret: mine.secret }), await shared('77', { secret: theirs.secret }), await shared('77', { secret: 'guessed' })]).toEqual([202, 202, 401]);
  expect([(await intake.rows(tenantId)).length, (await intake.rows(other)).length]).toEqual([1, 1]);
});

test.each([
  [{ provider: 'gitlab', shared: true }, 'shared'], [{ connectorId: '4711' }, 'connectorId'],
])('%j is refused with the field that is wrong', async (body, field) => {
  const refused = await intake.addWebhook(tenantId, body).catch((error: unknown) => (error instanceof ProblemError ? error.problem : error));
  expect(refused).toMatchObject({ status: 422, details: { fields: [{ path: field }] } });
});

test.each([{ secret: 'short' }, { secret: 'with spaces in between' }, { provider: 'sourceforge' }, { events: [''] }, { name: ' ' }])('%j is no webhook', (body) => {
  expect(CreateWebhookBody.safeParse({ provider: 'github', name: 'n', ...body }).success).toBe(false);
});

test('GitLab shows its secret, or signs with it within five minutes', async () => {
  const webhook = await intake.addWebhook(tenantId, { provider: 'gitlab' });
  const send = (headers: Record<string, string>) => own(webhook, new Request('http://lime.test/', { method: 'POST', body: '{}', headers: { 'x-gitlab-event': 'Push Hook', ...headers } }));
  const signed = (ageSeconds: number, body = '{}') => {
    const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const signature = createHmac('sha256', Buffer.from(webhook.secret.slice('whsec_'.length), 'base64')).update(`m1.${timestamp}.${body}`).digest('base64');
    return { 'webhook-id': 'm1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${'A'.repeat(43)}= v1,${signature}` };
  };
  expect([await send({ 'x-gitlab-token': webhook.secret }), await send({ 'x-gitlab-token': `${webhook.secret}x` }), await send({ 'x-gitlab-token': '' }), await send({})]).toEqual([202, 401, 401, 401]);
  expect([await send(signed(0)), await send(signed(299)), await send(signed(400)), await send(signed(-400)), await send(signed(0, '{ }'))]).toEqual([202, 202, 401, 401, 401]);
  // A wrong signature is not mended by a right token beside it.
  expect(await send({ ...signed(400), 'x-gitlab-token': webhook.secret })).toBe(401);
  const { 'webhook-timestamp': timestamp, ...without } = signed(0);
  expect([await send(without), await send({ ...without, 'webhook-timestamp': `${timestamp}e0` })]).toEqual([401, 401]);
  // What was sent twice with the same id is kept once.
  expect((await intake.rows(tenantId)).map((row) => row.delivery_id)).toContain('m1');
});

test('Bitbucket signs the body', async () => {
  const webhook = await intake.addWebhook(tenantId, { provider: 'bitbucket' });
  const send = (body: string, signature: string) => own(webhook, new Request('http://lime.test/', { method: 'POST', body, headers: { 'x-event-key': 'repo:push', 'x-request-uuid': 'r1', 'x-hub-signature': signature } }));
  const signature = `sha256=${createHmac('sha256', webhook.secret).update('{}').digest('hex')}`;
  expect([await send('{}', signature), await send('{ }', signature), await send('{}', signature.replace('sha256=', ''))]).toEqual([202, 401, 401]);
});
