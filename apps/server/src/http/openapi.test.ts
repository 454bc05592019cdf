import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { examples } from './openapi/examples.ts';
import { publicRoutes } from './openapi/public-routes.ts';
import type { Described } from './openapi/described.ts';
import { templatePath } from './openapi/describe-route.ts';

type Content = Record<string, { example?: unknown }>;
type Operation = { operationId: string; summary: string; requestBody?: { content: { 'application/json': { schema: { $ref?: string }; example?: unknown } } }; responses: Record<string, { content?: Content }> };
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

/** What forges send is theirs. */
const forForges = ({ path }: Described) => /\/webhooks?\/?(in\/|$)/.test(path) && publicRoutes.some((route) => route.path === path);
const routes = (): Described[] => [...publicRoutes, ...app.parts.routes];
const operationOf = (route: Described) => document.paths[templatePath(route.path)]?.[route.method.toLowerCase()];
const issuesOf = (name: string, schema: z.ZodType, example: unknown) => (example === undefined ? [`${name}: none`] : (schema.safeParse(example).error?.issues ?? []).map((issue) => `${name}: ${issue.path.join('.')} ${issue.message}`));

test('every body has an example, and each is one that its route takes', () => {
  const withBody = routes().filter((route) => route.body && !forForges(route));
  expect(withBody.length).toBeGreaterThan(60);
  expect(withBody.flatMap((route) => issuesOf(nameOf(route), route.body ?? z.never(), operationOf(route)?.requestBody?.content['application/json'].example))).toEqual([]);
  expect(Object.keys(examples).filter((name) => !routes().some((route) => nameOf(route) === name))).toEqual([]);
});

test('every answer has its own statuses and an example of its shape; what is refused is told by status', () => {
  const wrong: string[] = [];
  for (const route of routes()) {
    const responses = operationOf(route)?.responses ?? {};
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('20'));
    expect([nameOf(route), Object.keys(responses).filter((status) => !/^(\d{3}|default)$/.test(status))]).toEqual([nameOf(route), route.answer !== null && 'media' in route.answer && route.answer.media.length === 0 ? ['3XX'] : []]);
    const { answer } = route;
    if (answer instanceof z.ZodType) wrong.push(...answers.flatMap(([status, response]) => issuesOf(`${nameOf(route)} ${status}`, answer, response.content?.['application/json']?.example)), ...(answers.length === 0 ? [nameOf(route)] : []));
    for (const [status, response] of Object.entries(responses).filter(([code]) => code.startsWith('4'))) expect([nameOf(route), ProblemBody.parse(response.content?.['application/problem+json']?.example).status]).toEqual([nameOf(route), Number(status)]);
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
