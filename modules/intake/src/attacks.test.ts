import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { type CreatedWebhook, ProblemBody } from '@lime/contracts';
import { connect } from '@lime/db';
import { openReceiver } from './receive/receive-delivery.ts';
import { fromGithub, openTestIntake, publicIdOf, type Sent, type TestIntake } from './testing/open-test-intake.ts';
import { mostAtOnceOfRefused, mostBodiesTried, mostBytes, mostBytesOfRefused, refusedForWebhook } from './tunables.ts';

let intake: TestIntake;
let tenantId: bigint;
let webhook: CreatedWebhook;
let addresses = 0;
let address = '';
beforeAll(async () => {
  intake = await openTestIntake();
});
afterAll(() => intake.close());
beforeEach(async () => {
  address = `198.51.100.${++addresses}`;
  tenantId = await intake.database.addTenant(`t${addresses}`);
  webhook = await intake.addWebhook(tenantId);
});

const send = (body: string | Uint8Array<ArrayBuffer>, sent: Sent = {}, to = webhook) => intake.receive(fromGithub(body, { secret: to.secret, ...sent }), { publicId: publicIdOf(to) }, address);
const told = async (answer: Response) => [answer.status, ProblemBody.safeParse(await answer.json()).data?.code];
const stored = () => intake.rows(tenantId);

test('what does not verify is refused in the same words, whatever is wrong with it, and leaves nothing', async () => {
  const other = await intake.addWebhook(await intake.database.addTenant(`other${addresses}`));
  const disabled = await intake.addWebhook(tenantId, { status: 'disabled' });
  const right = createHmac('sha256', webhook.secret).update('{}').digest('hex');
  const refused = [
    await send('{}', { signature: null }),
    await send('{}', { signature: '' }),
    await send('{}', { signature: right }),
    await send('{}', { signature: `sha256=${right.slice(0, -1)}` }),
    await send('{}', { signature: `sha1=${createHmac('sha1', webhook.secret).update('{}').digest('hex')}` }),
    await send('{}', { signature: null, headers: { 'x-hub-signature': `sha256=${right}` } }),
    await send('{}', { signature: null, headers: { 'x-gitlab-token': webhook.secret } }),
    await send('{}', { secret: 'guessed' }),
    await send('{}', { secret: '' }),
    await send('{}', { secret: other.secret }),
    await send('{ }', { signature: `sha256=${right}` }),
    await send('{}', {}, disabled),
    await intake.receive(fromGithub('{}', { secret: webhook.secret }), { publicId: 'A'.repeat(22) }, address),
    await intake.receive(fromGithub('{}', { secret: webhook.secret }), { publicId: "' OR 1=1 --" }, address),
    await intake.receive(fromGithub('{}', { secret: webhook.secret }), 'shared', address),
    await intake.receive(fromGithub('{}', { secret: webhook.secret, headers: { 'x-github-hook-id': '1' } }), 'shared', address),
  ];
  const bodies = await Promise.all(refused.map(async (answer) => ({ ...ProblemBody.parse(await answer.json()), status: answer.status, correlation_id: '' })));
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(bodies[0]).toMatchObject({ status: 401, code: 'unverified' });
  expect(await stored()).toEqual([]);
  expect((await send('{}')).status).toBe(202);
});

test('a delivery that comes again is answered alike and kept once, whatever it says then', async () => {
  const sent = { deliveryId: 'd-1', event: 'pull_request' };
  const first = await send('{"n":1}', sent);
  const others = await Promise.all([send('{"n":1}', sent), send('{"n":2}', sent), send('{"n":3}', sent)]);
  for (const answer of others) expect([answer.status, await answer.text()]).toEqual([first.status, await first.clone().text()]);
  expect((await stored()).map((row) => new TextDecoder().decode(row.body))).toEqual(['{"n":1}']);
  await intake.handleAll(tenantId);
  await send('{"n":2}', sent);
  expect((await stored()).map((row) => [row.state, row.attempts])).toEqual([['ignored', 1]]);
});

test('of many with one name at the same moment, the first is kept', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => send(`{"n":${index}}`, { deliveryId: `d-${index % 2}` })));
  expect((await stored()).map((row) => [row.delivery_id, new TextDecoder().decode(row.body)])).toEqual([['d-0', '{"n":0}'], ['d-1', '{"n":1}']]);
});

test('one tenant cannot use up the name of a delivery to another', async () => {
  const other = await intake.addWebhook(await intake.database.addTenant(`neighbour${addresses}`));
  await send('{}', { deliveryId: 'same' }, other);
  await send('{}', { deliveryId: 'same' });
  expect(await stored()).toHaveLength(1);
});

test('a body of the largest size is taken, one byte more is not, however it is sent', async () => {
  expect((await send(new Uint8Array(mostBytes).fill(32))).status).toBe(202);
  const tooLarge = new Uint8Array(mostBytes + 1).fill(32);
  expect(await told(await send(tooLarge))).toEqual([413, 'body_too_large']);
  const chunked = fromGithub(tooLarge, { secret: webhook.secret });
  chunked.headers.delete('content-length');
  expect(await told(await intake.receive(chunked, { publicId: publicIdOf(webhook) }, address))).toEqual([413, 'body_too_large']);
  expect(await stored()).toHaveLength(1);
});

test.each([
  ['no JSON', '{"action":'],
  ['nothing', ''],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
  ['lists nested without end', '['.repeat(400_000)],
  ['objects nested without end', '{"a":'.repeat(150_000)],
])('%s, signed, is kept as failed and tried no more', async (_, body) => {
  expect((await send(body, { event: 'pull_request' })).status).toBe(202);
  await intake.handleAll(tenantId);
  expect(await stored()).toMatchObject([{ state: 'failed', error: 'The body is not JSON.', attempts: 1 }]);
});

const pull = { number: 1, title: 'T', html_url: 'u', user: null, head: { ref: 'a', sha: 'b' }, base: { ref: 'main', sha: 'c' } };
test.each([
  ['members of another type', { action: 'opened', repository: 7, pull_request: 'x' }],
  ['nothing at all', null],
  ['a list', []],
  ['depth that can still be read', { pull_request: JSON.parse('['.repeat(5000) + ']'.repeat(5000)) }],
])('%s where something is expected is ignored, and says why', async (_, payload) => {
  await send(JSON.stringify(payload), { event: 'pull_request' });
  await intake.handleAll(tenantId);
  expect(await stored()).toMatchObject([{ state: 'ignored', did: [expect.stringContaining('not as expected')] }]);
});

test('names that mean something to JavaScript, and characters that Postgres does not take, do no harm', async () => {
  const body = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"action":"opened","repository":{"id":1,"full_name":"a/b","__proto__":{"private":true}},"pull_request":${JSON.stringify({ ...pull, title: 'nul \0 and half \ud800' })}}`;
  await send(body, { event: 'pull_request' });
  await intake.handleAll(tenantId);
  expect(await stored()).toMatchObject([{ state: 'processed', action: 'opened' }]);
  expect(intake.told.at(-1)?.event).toMatchObject({ kind: 'pull_request', title: 'nul \ufffd and half \ufffd' });
  expect('polluted' in {}).toBe(false);
});

test.each([
  ['constructor', {}], ['__proto__', {}], ['toString', {}],
])('an event called %s is one of which nothing follows', async (event, payload) => {
  await send(JSON.stringify(payload), { event });
  await intake.handleAll(tenantId);
  expect(await stored()).toMatchObject([{ state: 'ignored' }]);
});

test('a delivery without a name, or with one that is too long, is refused', async () => {
  const unnamed = fromGithub('{}', { secret: webhook.secret });
  unnamed.headers.delete('x-github-delivery');
  expect(await told(await intake.receive(unnamed, { publicId: publicIdOf(webhook) }, address))).toEqual([400, 'delivery_unnamed']);
  expect(await told(await send('{}', { deliveryId: 'd'.repeat(201) }))).toEqual([400, 'delivery_unnamed']);
  expect(await stored()).toEqual([]);
});

test('a flood from one address is cut off, costs nothing that stays, and does not touch others', async () => {
  const flood = await Promise.all(Array.from({ length: refusedForWebhook + 20 }, () => send('{}', { secret: 'guessed' })));
  expect(flood.every((answer) => answer.status === 401)).toBe(true);
  const cut = await send('{}', { secret: 'guessed' });
  expect([cut.status, Number(cut.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect(await stored()).toEqual([]);
  address = '203.0.113.99';
  expect((await send('{}')).status).toBe(202);
});

test('what verifies is taken from an address that has had its share, unless it is large, or many are there at once', async () => {
  for (let index = 0; index <= refusedForWebhook; index++) await send('{}', { secret: 'guessed' });
  const unsigned = await send('{}', { signature: null });
  expect([(await send('{}')).status, (await send('{}', { secret: 'guessed' })).status, unsigned.status]).toEqual([202, 429, 429]);
  expect((await send(new Uint8Array(mostBytesOfRefused + 1).fill(32))).status).toBe(429);
  const statuses = (await Promise.all(Array.from({ length: mostAtOnceOfRefused + 4 }, () => send('{}')))).map((answer) => answer.status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  expect((await send('{}')).status).toBe(202);
});

test('at the shared address a large delivery is held against few secrets, so that nobody makes it dear; who has shown their id is found all the same', async () => {
  const mine = await intake.addWebhook(tenantId, { shared: true });
  for (let count = 0; count < mostBodiesTried; count++) await intake.addWebhook(tenantId, { shared: true });
  const large = new Uint8Array(mostBytes).fill(32);
  // Each by a receiver of its own, which remembers nothing of before.
  const sendShared = async (body: Uint8Array<ArrayBuffer>, hookId: string) => (await openReceiver(intake.ctx)(fromGithub(body, { secret: mine.secret, headers: { 'x-github-hook-id': hookId } }), 'shared', address)).status;
  expect([await sendShared(large, '4711'), await sendShared(large.subarray(0, 2), '4711'), await sendShared(large, '4711'), await sendShared(large, '4712')]).toEqual([401, 202, 202, 401]);
});

test('a minute later the address may try again', async () => {
  for (let index = 0; index <= refusedForWebhook; index++) await send('{}', { secret: 'guessed' });
  expect((await send('{}', { secret: 'guessed' })).status).toBe(429);
  intake.clock.ahead += 61_000;
  expect((await send('{}', { secret: 'guessed' })).status).toBe(401);
});

test('while the database is away, forges are told to try again, and nothing is lost afterwards', async () => {
  const away = connect({ url: 'postgres://nobody@127.0.0.1:1/nothing', max: 1 });
  const receive = openReceiver({ ...intake.ctx, db: away });
  expect(await told(await receive(fromGithub('{}', { secret: webhook.secret, deliveryId: 'late' }), { publicId: publicIdOf(webhook) }, address))).toEqual([503, 'database_unreachable']);
  // It goes away between looking up the webhook and storing.
  const half = openReceiver({ ...intake.ctx, db: { ...intake.ctx.db, tenant: away.tenant } });
  expect(await told(await half(fromGithub('{}', { secret: webhook.secret, deliveryId: 'late' }), { publicId: publicIdOf(webhook) }, address))).toEqual([503, 'database_unreachable']);
  await away.close();
  expect((await send('{}', { deliveryId: 'late' })).status).toBe(202);
  expect(await stored()).toHaveLength(1);
});

test('nothing that proves who sent it is kept with a delivery', async () => {
  const gitlab = await intake.addWebhook(tenantId, { provider: 'gitlab' });
  const request = new Request('http://lime.test/', { method: 'POST', body: '{}', headers: { 'x-gitlab-token': gitlab.secret, 'x-gitlab-event': 'Push Hook', cookie: 'lime_session=1', authorization: 'Bearer x' } });
  expect((await intake.receive(request, { publicId: publicIdOf(gitlab) }, address)).status).toBe(202);
  await send('{}', { event: 'ping', headers: { cookie: 'lime_session=1' } });
  const kept = JSON.stringify((await stored()).map((row) => row.headers));
  expect(kept).toContain('Push Hook');
  for (const secret of [gitlab.secret, 'sha256=', 'lime_session', 'Bearer']) expect(kept).not.toContain(secret);
});

test('a text that is too long is cut, and never within a character', async () => {
  await send(JSON.stringify({ action: `${'x'.repeat(99)}😀`, repository: { id: 1, full_name: 'a/b' }, pull_request: { ...pull, title: `${'x'.repeat(65_535)}😀` } }), { event: 'pull_request' });
  await intake.handleAll(tenantId);
  expect(await stored()).toMatchObject([{ state: 'processed', action: `${'x'.repeat(99)}\ufffd` }]);
  expect(intake.told.at(-1)?.event).toMatchObject({ title: `${'x'.repeat(65_535)}\ufffd` });
});
