import { afterAll, beforeAll, expect, test } from 'bun:test';
import { entities, webhooks } from '@lime/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { examples } from './openapi/examples.ts';
import { publicRoutes } from './openapi/public-routes.ts';
import { type Described, templatePath } from './openapi/describe-route.ts';

type Operation = { operationId: string; summary: string; requestBody?: { content: { 'application/json': { schema: { $ref?: string } } } } };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

let app: TestApp;
let document: Document;
beforeAll(async () => {
  app = await openTestApp({ role: 'api' });
  document = (await (await fetch(`${app.origin}/openapi.json`)).json()) as Document;
});
afterAll(() => app.close());

test('the document is OpenAPI 3.1, and tells of every route under a name of its own', async () => {
  expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, id: operation.operationId })));
  expect(operations.map(({ name }) => name).toSorted()).toEqual([...publicRoutes, ...app.parts.routes].map((route) => `${route.method} ${templatePath(route.path)}`).toSorted());
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

test('bodies are described by the schemas that check them', () => {
  expect(document.paths['/projects/{id}/tickets']?.['post']?.requestBody?.content['application/json'].schema.$ref).toBe('#/components/schemas/CreateTicketBody');
  expect(document.components.schemas['CreateTicketBody']).toMatchObject({ required: ['title'], additionalProperties: false, properties: { title: { type: 'string', minLength: 1, maxLength: 300 } } });
});

test('every body has an example, and each is one that its route takes', () => {
  const routes: Described[] = [...publicRoutes, ...app.parts.routes];
  const ofEntity = ({ path }: Described) => [...entities, webhooks].some(({ name }) => new RegExp(`^/${name}(/:id)?$`).test(path));
  const forForges = ({ path }: Described) => path.includes('/webhook') && path !== '/webhooks' && path !== '/webhooks/replay';
  const without = routes.filter((route) => route.body && !ofEntity(route) && !forForges(route) && !(nameOf(route) in examples));
  expect(without.map(nameOf)).toEqual([]);
  const wrong: string[] = [];
  for (const [name, example] of Object.entries(examples)) {
    const route = routes.find((one) => nameOf(one) === name);
    wrong.push(...(route?.body?.safeParse(example).error?.issues.map((issue) => `${name}: ${issue.path.join('.')} ${issue.message}`) ?? (route ? [] : [`there is no ${name}`])));
  }
  expect(wrong).toEqual([]);
});

test('the page of the documentation comes whole from this server, under the policy of its other pages', async () => {
  const page = await fetch(`${app.origin}/docs`);
  const html = await page.text();
  expect([page.status, page.headers.get('content-type'), page.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining('text/html'), expect.stringContaining("script-src 'self';")]);
  const parts = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, address]) => address ?? '');
  expect(parts.length).toBeGreaterThan(3);
  for (const address of parts) expect([address, (await fetch(new URL(address, app.origin))).status]).toEqual([expect.stringMatching(/^\/docs\//), 200]);
});
