import { afterAll, beforeAll, expect, test } from 'bun:test';
import { pageOf, ProblemBody } from '@lime/contracts';
import type { Route } from '@lime/http';
import { z } from 'zod';
import { addSampleRows } from '../testing/add-sample-rows.ts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import type { SampleIds } from '../testing/route-samples/route-samples.ts';

/** Promises that every route keeps of its query: a filter that it does not know is refused, and a list can be read to its end. */
let app: TestApp;
let owner: Admin;
let ids: SampleIds;
beforeAll(async () => {
  app = await openTestApp({ role: 'api', env: { LIME_SESSION_RATE: '1000000' } });
  owner = await app.addTenant('owner');
  ids = await addSampleRows(app, owner, 'sample');
});
afterAll(() => app.close());

const addressOf = ({ path }: Pick<Route, 'path'>) => path.replace(':id', String(ids[path.split('/')[1] ?? ''])).replace('/boards/1/columns/:key', '/boards/1/columns/todo').replace(':key', 'backlog').replace(/:\w+/g, '1');
const fieldOf = async (answer: Response) => [answer.status, z.object({ fields: z.array(z.object({ path: z.string() })) }).safeParse(ProblemBody.safeParse(await answer.json().catch(() => null)).data?.details).data?.fields[0]?.path];
const reads = () => app.parts.routes.filter(({ method }) => method === 'GET');
const listed = ({ answer }: Route) => (answer instanceof z.ZodObject && 'items' in answer.shape ? Object.keys(answer.shape) : []);
/** Short by nature, and given whole; a search gives its best hits. */
const whole = ['/recipes', '/models', '/concurrency-limits', '/permissions', '/search/tickets', '/agent-runs/:id/attempts'];
/** Its cursor is a forge's own, and asking costs a request there. */
const outside = '/connectors/:id/available-repositories';

test('a filter that a route does not know is refused by its name, whatever the route', async () => {
  for (const route of app.parts.routes.filter(({ path }) => path !== '/connectors/oauth/:provider/callback')) {
    const answer = await owner.call(route.method, `${addressOf(route)}?no_such_thing=1`);
    expect([route.method, route.path, ...(await fieldOf(answer))]).toEqual([route.method, route.path, 422, 'no_such_thing']);
  }
});

test('every list is in pages, and takes no limit or cursor that is none', async () => {
  for (const route of reads().filter((candidate) => listed(candidate).length > 0 && candidate.path !== outside)) {
    const paged = !whole.includes(route.path);
    expect([route.path, route.query !== undefined && 'cursor' in route.query.shape]).toEqual([route.path, paged]);
    for (const query of ['cursor=!!!', 'cursor=%00', ...(paged ? ['limit=0', 'limit=many'] : [])]) expect([route.path, query, ...(await fieldOf(await owner.call('GET', `${addressOf(route)}?${query}`)))]).toEqual([route.path, query, 422, query.split('=')[0]]);
  }
});

test('a list read one by one is the list read at once', async () => {
  for (let count = 0; count < 3; count += 1) {
    await owner.call('POST', '/projects', { name: `P${count}`, key: `PR${count}` });
    await owner.call('POST', '/runner-tokens', { name: `t${count}` });
    await owner.call('POST', '/tenants', { name: `Other ${count}`, slug: `other-${count}` });
    await owner.call('POST', '/auth/sign-in-links');
    await fetch(`${app.origin}/api/v1/tickets/${ids['tickets']}/attachments?name=f${count}`, { method: 'POST', headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/octet-stream' }, body: `file ${count}` });
    await fetch(`${app.origin}/api/v1/projects/${ids['projects']}/imports?dryRun=true`, { method: 'POST', headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/octet-stream' }, body: 'title\none\n' });
  }
  const Page = pageOf(z.unknown());
  const read = async (path: string, query: string) => Page.parse(await (await owner.call('GET', `${path}?${query}`)).json());
  const several: string[] = [];
  for (const route of reads().filter((candidate) => listed(candidate).includes('next') && candidate.path !== outside && candidate.path !== '/permissions')) {
    const path = addressOf(route);
    if ((await owner.call('GET', path)).status !== 200) continue;
    const all = (await read(path, 'limit=200')).items;
    const found: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null && found.length <= all.length; ) {
      const { items, next }: z.output<typeof Page> = await read(path, `limit=1&cursor=${encodeURIComponent(cursor)}`);
      found.push(...items);
      cursor = next;
    }
    expect([route.path, found]).toEqual([route.path, all]);
    if (all.length > 1) several.push(route.path);
  }
  expect(several).toEqual(expect.arrayContaining(['/projects', '/runner-tokens', '/tenants', '/tickets/:id/attachments', '/projects/:id/imports', '/roles']));
});

test('members are asked for by their own organisation, and by no other', async () => {
  const other = await app.addTenant('another');
  expect([(await owner.call('GET', `/users?tenantId=${owner.tenantId}`)).status, (await owner.call('GET', `/users?tenantId=${other.tenantId}`)).status]).toEqual([200, 404]);
});
