import { beforeAll, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { CreatedWebhook, DeliveryDetail, DeliveryView, pageOf } from '@lime/contracts';
import { runLime } from './testing/run-lime.ts';
import { serverForTests } from './testing/start-server.ts';

const server = serverForTests();
let webhook: CreatedWebhook;
beforeAll(async () => {
  webhook = CreatedWebhook.parse(JSON.parse((await lime('create', 'github', 'shop', '--json')).stdout));
});

const lime = (...args: string[]) => runLime(['webhooks', ...args], { env: { LIME_DATA: server.data } });
async function deliver(deliveryId: string, body: string, secret = webhook.secret): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': deliveryId, 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  return (await fetch(`${server.url()}${webhook.targetPath}`, { method: 'POST', headers, body })).status;
}
const deliveries = async (...args: string[]) => pageOf(DeliveryView).parse(JSON.parse((await lime('deliveries', '--json', ...args)).stdout)).items;
async function handled(deliveryId: string, attempts: number): Promise<DeliveryView> {
  for (;;) {
    const found = (await deliveries()).find((one) => one.deliveryId === deliveryId && one.attempts >= attempts && one.state !== 'received');
    if (found) return found;
  }
}

test('a webhook is made, takes deliveries, which are listed, shown and replayed', async () => {
  expect(await lime()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/1 +github +shop +active +\/webhooks\/in\//) });
  expect(await lime('deliveries')).toMatchObject({ exitCode: 0, stdout: 'No deliveries.\n' });
  expect(await deliver('one', '{"action":"opened"}')).toBe(202);
  const { id } = await handled('one', 1);
  expect((await lime('deliveries')).stdout).toMatch(/ignored +pull_request opened +it is not as expected/);
  expect((await lime('show', id)).stdout).toContain('x-github-delivery: one');
  expect(await lime('replay', id)).toMatchObject({ exitCode: 0, stdout: '1 delivery is handled again\n' });
  expect((await handled('one', 2)).attempts).toBe(2);
  expect(await lime('replay', '--from', '2020-01-01')).toMatchObject({ exitCode: 0, stdout: '1 delivery is handled again\n' });
  expect(await lime('replay', '--from', '2020-01-01', '--state', 'failed')).toMatchObject({ stdout: '0 deliveries are handled again\n' });
  expect(DeliveryDetail.parse(JSON.parse((await lime('show', id, '--json')).stdout)).body).toBe('{"action":"opened"}');
}, 60_000);

/** Servers hear of a change within milliseconds: delivers until the answer is this. */
async function delivers(status: number, secret = webhook.secret): Promise<void> {
  while ((await deliver(crypto.randomUUID(), '{}', secret)) !== status) await Bun.sleep(5);
}

test('secrets are rotated, and a webhook that is disabled is closed', async () => {
  const rotated = await lime('rotate', webhook.id);
  await delivers(202, rotated.stdout.trim());
  expect(await deliver('two', '{}')).toBe(202);
  expect(rotated.stderr).toContain('not shown again');
  expect(await lime('disable', webhook.id)).toMatchObject({ stdout: `webhook ${webhook.id} is disabled\n` });
  await delivers(401);
  expect(await lime('enable', webhook.id)).toMatchObject({ stdout: `webhook ${webhook.id} is active\n` });
}, 60_000);

test.each([
  [['create', 'sourceforge', 'shop'], 'sourceforge is not known'], [['create', 'github'], 'create FORGE NAME'], [['replay'], 'replay DELIVERY'], [['replay', '1', '--from', '2020-01-01'], 'replay DELIVERY'],
  [['replay', '--from', 'yesterday'], 'is not a day or time'], [['shout'], 'unknown action'], [['show'], 'show DELIVERY'],
])('%j is told what is wrong', async (args, message) => {
  expect(await lime(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
});
