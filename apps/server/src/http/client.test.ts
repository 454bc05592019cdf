import { afterAll, beforeAll, expect, test } from 'bun:test';
import { archiveOperations, entityOperations, type Operation, operations } from '@lime/client';
import { entities, webhooks } from '@lime/contracts';
import { z } from 'zod';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { Described } from './openapi/described.ts';
import { publicRoutes } from './openapi/public-routes.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
});
afterAll(() => app.close());

/** What programs have no use for: forges call it, or browsers are sent there. */
const notForPrograms = ['GET /auth/github/start', 'GET /auth/github/callback', 'GET /connectors/oauth/:provider/callback', 'POST /github/webhook', 'POST /webhooks/in/:publicId'];
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const shapeOf = (schema: z.ZodType | null | undefined) => (schema ? JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })) : null);
const answerOf = (answer: Operation['answer'] | Described['answer']) => (answer instanceof z.ZodType ? shapeOf(answer) : answer === null ? 'nothing' : 'bytes');

/** Which of a route's parts the client sees otherwise. An entity's list says which filters it knows to the server alone. */
function differences(operation: Operation, route: Described | undefined): string[] {
  if (!route) return ['there is no such route'];
  const ofEntity = [...entities, webhooks].some(({ name }) => operation.path === `/${name}`);
  return [
    ...(shapeOf(operation.body) === shapeOf(route.body) ? [] : ['body']),
    ...(ofEntity || shapeOf(operation.query) === shapeOf(route.query) ? [] : ['query']),
    ...(answerOf(operation.answer) === answerOf(route.answer) ? [] : ['answer']),
  ];
}

/** Neither can be changed alone. */
test('the client says of every route what the server says of it', () => {
  const served = new Map([...publicRoutes, ...app.parts.routes].map((route): [string, Described] => [nameOf(route), route]));
  const { create: _, ...ofWebhooks } = entityOperations(webhooks);
  const called: Operation[] = [...Object.values(operations), ...entities.flatMap((entity) => [...Object.values(entityOperations(entity)), ...(entity.archives ? Object.values(archiveOperations(entity)) : [])]), ...Object.values(ofWebhooks)];
  const wrong = called.map((operation) => `${nameOf(operation)}: ${differences(operation, served.get(nameOf(operation))).join(', ')}`).filter((line) => !line.endsWith(': '));
  const known = new Set([...called.map(nameOf), ...notForPrograms]);
  expect({ wrong, missing: [...served.keys()].filter((name) => !known.has(name)) }).toEqual({ wrong: [], missing: [] });
});
