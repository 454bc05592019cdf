import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
});
afterAll(() => app.close());

test('a path that is asked by a method that it does not have says which it has', async () => {
  const byPath = Map.groupBy(app.parts.routes, ({ path }) => path);
  for (const [path, routes] of byPath) {
    const there = [...new Set(routes.map(({ method }) => method as string))];
    const method = ['PUT', 'PATCH', 'DELETE', 'POST', 'GET'].find((candidate) => !there.includes(candidate)) ?? 'PURGE';
    const answer = await fetch(`${app.origin}/api/v1${path.replace(/:\w+/g, '1')}`, { method });
    const { code } = ProblemBody.parse(await answer.json());
    // Another route may have the path, too: /connectors/oauth is a connector's by its shape.
    const allow = (answer.headers.get('allow') ?? '').split(', ');
    expect([path, answer.status, code, answer.headers.get('content-type'), there.filter((known) => !allow.includes(known))]).toEqual([path, 405, 'method_not_allowed', 'application/problem+json', []]);
  }
});

test('where there is nothing, no method helps', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) expect((await fetch(`${app.origin}/api/v1/nothing/here`, { method })).status).toBe(404);
  for (const path of ['/healthz', '/github/webhook']) expect([path, (await fetch(`${app.origin}${path}`, { method: 'DELETE' })).status]).toEqual([path, 405]);
});
