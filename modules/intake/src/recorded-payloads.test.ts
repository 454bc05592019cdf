import { afterAll, beforeAll, expect, test } from 'bun:test';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { ForgeEvent } from '@lime/contracts';
import { fromGithub, openTestIntake, publicIdOf, type TestIntake } from './testing/open-test-intake.ts';

let intake: TestIntake;
beforeAll(async () => {
  intake = await openTestIntake();
});
afterAll(() => intake.close());

test.each([
  ['at an address of their own', false],
  ['at the shared one, by their signature alone', true],
])('all recorded payloads of GitHub are taken in %s, and handled; what we use of them has been understood', async (_, shared) => {
  const tenantId = await intake.database.addTenant(`octo-${shared}`);
  const webhook = await intake.addWebhook(tenantId, { shared });
  intake.told.length = 0;
  const recorded = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload, index) => ({ event: name, deliveryId: `${name} ${index}`, body: JSON.stringify(payload) })));
  expect(recorded).toHaveLength(329);
  const answers = await Promise.all(recorded.map(({ body, ...sent }) => intake.receive(fromGithub(body, { ...sent, secret: webhook.secret }), shared ? 'shared' : { publicId: publicIdOf(webhook) }, '203.0.113.7')));
  expect(answers.filter((answer) => answer.status !== 202)).toEqual([]);
  await intake.handleAll(tenantId);
  const rows = await intake.rows(tenantId);
  expect(rows).toHaveLength(329);
  expect(rows.filter((row) => row.state !== 'processed' && row.state !== 'ignored')).toEqual([]);
  // What was kept is what was sent, and nothing that we use is unlike what we expect.
  const sent = new Map(recorded.map(({ deliveryId, body }) => [deliveryId, body]));
  expect(rows.filter((row) => new TextDecoder().decode(row.body) !== sent.get(row.delivery_id))).toEqual([]);
  expect(rows.flatMap((row) => row.did).filter((did) => did.includes('not as expected'))).toEqual([]);
  for (const { event } of intake.told) expect(ForgeEvent.safeParse(event).error).toBeUndefined();
  const counts = Map.groupBy(intake.told, ({ event }) => event.kind);
  expect(Object.fromEntries([...counts].map(([kind, told]) => [kind, told.length]))).toEqual({ check: 13, installation: 9, pipeline: 5, pull_request: 29, push: 7, repository: 6, review: 4, review_comment: 3 });
});
