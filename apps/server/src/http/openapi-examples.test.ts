import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ProblemBody } from '@lime/contracts';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

type Operation = { requestBody?: { content: Record<string, { example?: unknown }> }; responses: Record<string, unknown> };
type Document = { paths: Record<string, Record<string, Operation>> };

let app: TestApp;
let admin: Admin;
let ids: SampleIds;
let document: Document;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SESSION_RATE: '1000000' } });
  admin = await app.addTenant('examples');
  ids = await addSampleRows(app, admin, 'sample');
  document = (await (await fetch(`${app.origin}/openapi.json`)).json()) as Document;
});
afterAll(() => app.close());

/** An example speaks of things by ids of its own: those that this organisation has stand in their place. */
function ofHere(example: unknown, name = ''): unknown {
  if (Array.isArray(example)) return example.map((one) => ofHere(one, name));
  if (typeof example === 'object' && example !== null) return Object.fromEntries(Object.entries(example).map(([member, value]) => [member, ofHere(value, member)]));
  const table = { ...tables, ...(name === 'scopeId' && { scopeId: 'projects' }) }[name];
  return typeof example === 'string' && table !== undefined && ids[table] !== undefined ? String(ids[table]) : example;
}
const tables: Record<string, string> = { projectId: 'projects', repositoryId: 'repositories', ticketId: 'tickets', connectorId: 'connectors', roleIds: 'roles', deliveryId: 'webhook-deliveries', boardId: 'boards', assigneeUserId: 'users', runId: 'agent-runs', labelIds: 'labels' };

/** Refused for what this organisation happens to have: a board without the column, a ticket that would wait for itself. */
const ofWhatIsThere = ['patch /boards/{id}', 'post /tickets/{id}/blockers'];

/** Without a session, or to another server. */
const goesElsewhere = /^\/(auth|invitations)\/|^\/connectors$/;

test('each example of the document, sent to an organisation that has what it speaks of, is understood', async () => {
  const misunderstood: string[] = [];
  let sent = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      const example = requestBody?.content['application/json']?.example;
      if (example === undefined || goesElsewhere.test(path)) continue;
      sent += 1;
      const address = path.replace('{id}', String(ids[path.split('/')[1] ?? ''])).replace(/\{\w+\}/g, '1');
      const answer = await fetch(`${app.origin}/api/v1${address}`, { method: method.toUpperCase(), headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify(ofHere(example)) });
      const problem = ProblemBody.safeParse(await answer.json().catch(() => null)).data;
      const isShape = answer.status === 400 || (problem?.code === 'invalid_body' && !ofWhatIsThere.includes(`${method} ${path}`));
      if (isShape || responses[String(answer.status)] === undefined) misunderstood.push(`${method.toUpperCase()} ${path}: ${answer.status} ${problem?.detail ?? ''}`);
    }
  }
  expect(misunderstood).toEqual([]);
  expect(sent).toBeGreaterThan(60);
});
