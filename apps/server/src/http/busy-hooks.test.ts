import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';

// Code that never ends, tried out and saved by one tenant as often as it can: the others go on.

let app: TestApp;
let [one, two]: Admin[] = [];
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  [one, two] = [await app.addTenant('one'), await app.addTenant('two')];
});
afterAll(() => app.close());

const trial = (tenant: Admin | undefined, code: string, timeoutMs: number) => tenant?.call('POST', '/hooks/test', { eventType: 'ticket_created', code, timeoutMs });
const count = (statuses: (number | undefined)[], wanted: number) => statuses.filter((status) => status === wanted).length;

test('one tenant can neither keep others from trying out their hooks nor stop the server', async () => {
  let over = false;
  const loops = Promise.all(Array.from({ length: 30 }, () => trial(one, 'for (;;) {}', 5000)));
  void loops.then(() => (over = true));
  const saves = Promise.all(Array.from({ length: 30 }, (_, index) => one?.call('POST', '/hooks', { name: `hook ${index}`, eventType: 'ticket_created', enabled: false, code: `${index}` })));
  const others = await Promise.all([trial(two, '2 + 2', 5000), two?.call('POST', '/hooks', { name: 'mine', eventType: 'ticket_created', code: '4' }), two?.call('POST', '/labels', { name: 'mine' })]);
  expect([over, ...others.map((answer) => answer?.status)]).toEqual([false, 200, 201, 201]);
  const [tried, saved] = [(await loops).map((answer) => answer?.status), (await saves).map((answer) => answer?.status)];
  expect([count(tried, 200), count(tried, 429)]).toEqual([2, 28]);
  expect(saved.filter((status) => status !== 201 && status !== 429)).toEqual([]);
  expect(count(saved, 201)).toBeGreaterThan(0);
}, 60_000);
