import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { ProblemBody, RunSummary } from '@lime/contracts';
import { type Admin, openTestApp, type TestApp } from '../testing/open-test-app.ts';
import { type PlayedRunner, playRunner } from '../testing/play-runner.ts';
import { atGate, over, runReaches } from '../testing/run-reaches.ts';

setDefaultTimeout(30_000);

let app: TestApp;
let admin: Admin;
let other: Admin;
let runner: PlayedRunner;

beforeAll(async () => {
  app = await openTestApp({ env: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' } });
  admin = await app.addTenant('several');
  other = await app.addTenant('other');
  runner = await playRunner(app, admin);
});
afterAll(() => app.close());

const shop = { url: 'https://example.org/acme/shop.git', ref: 'main' };
const lib = { url: 'git@example.org:acme/lib.git' };
const ask = (body: object, who = admin) => who.call('POST', '/agent-runs', { title: 'Rename', provider: 'claude', maxCostCents: 5, ...body });
const start = async (body: object) => {
  const answer = await ask(body);
  if (!answer.ok) throw new Error(await answer.text());
  return RunSummary.parse(await answer.json());
};
const fieldsOf = async (body: object, who = admin) => {
  const answer = await ask(body, who);
  const { code, details } = ProblemBody.parse(await answer.json());
  return [answer.status, code, ((details?.['fields'] ?? []) as { path: string }[]).map(({ path }) => path)];
};
const at = (folder: string, baseSha = 'b'.repeat(40), changed = true) => ({ folder, baseSha, targetRef: 'refs/heads/main', changed });
const tell = async (body: object) => {
  const answer = await admin.call('POST', '/custom-instructions', body);
  if (!answer.ok) throw new Error(await answer.text());
};
/** A repository of the tenant's own, as importing makes it. */
async function own(who: Admin, name: string): Promise<string> {
  return app.parts.db.tenant(who.tenantId, async (tx) => {
    const [connector]: { id: bigint }[] = await tx.sql`INSERT INTO connectors (tenant_id, provider, name, url, auth_type) VALUES (${tx.tenantId}, 'git', ${name}, 'https://example.org', 'none') RETURNING id`;
    const [row]: { id: bigint }[] = await tx.sql`INSERT INTO repositories (tenant_id, connector_id, provider, owner, name, full_name, clone_url, default_branch) VALUES (${tx.tenantId}, ${connector?.id}, 'git', 'acme', ${name}, ${`acme/${name}`}, ${`https://example.org/acme/${name}.git`}, 'main') RETURNING id`;
    return String(row?.id);
  });
}

test('one agent is given several repositories, each in a folder of its own, and a run that goes on has them again', async () => {
  const run = await start({ repositories: [shop, { ...lib, checks: ['make test'] }] });
  const step = await runner.next();
  expect(step.work.repository).toMatchObject({ ...shop, folder: 'shop' });
  expect(step.work.others).toMatchObject([{ ...lib, ref: null, folder: 'lib', checks: ['make test'], setup: null }]);
  await runner.succeed(step, { diff: 'diff --git a/lib/a b/lib/a\n', output: { repositories: [at('shop'), at('lib', 'c'.repeat(40))] } });
  await runReaches(app, admin, run.id, atGate);
  await start({ provider: undefined, title: undefined, from: { runId: run.id, as: 'continuation' } });
  expect((await runner.next()).work).toMatchObject({ repository: { folder: 'shop', ref: 'main' }, others: [{ folder: 'lib', ref: null, checks: ['make test'] }] });
  await start({ provider: undefined, title: undefined, from: { runId: run.id, as: 'review' } });
  expect((await runner.next()).work).toMatchObject({ repository: { ref: 'b'.repeat(40) }, others: [{ ref: 'c'.repeat(40) }] });
});

test('a chain stays on the commits of its first stage in all of them', async () => {
  const run = await start({ repositories: [shop, lib], chain: ['implement', 'review'] });
  await runner.succeed(await runner.next(), { diff: 'x', output: { repositories: [at('shop'), at('lib', 'd'.repeat(40))] } });
  const { work } = await runner.next();
  expect([work.mode, work.repository.ref, work.others.map(({ ref }) => ref)]).toEqual(['review', 'b'.repeat(40), ['d'.repeat(40)]]);
  await admin.call('POST', `/agent-runs/${run.id}/cancel`);
  await runReaches(app, admin, run.id, over);
});

test('one repository in the list is as one alone, and equal names get folders of their own', async () => {
  await start({ repositories: [shop] });
  expect((await runner.next()).work).toMatchObject({ repository: shop, others: [] });
  await start({ repositories: [shop, { url: 'https://example.com/shop' }, { url: 'https://example.org/..git' }] });
  const { work } = await runner.next();
  expect([work.repository.folder, ...work.others.map(({ folder }) => folder)]).toEqual(['shop', 'shop-2', 'repository-3']);
});

test('names that lead elsewhere, that two would share, and repositories named twice are refused with their field', async () => {
  for (const folder of ['../x', '..', '.', '', '/etc', 'a/b', '.git', 'a\\b', 'a\u0000', 'x'.repeat(65)]) {
    expect([folder, ...(await fieldsOf({ repositories: [shop, { ...lib, folder }] }))]).toMatchObject([folder, 422, 'invalid_body', [expect.stringContaining('repositories.1')]]);
  }
  expect(await fieldsOf({ repositories: [{ ...shop, folder: 'one' }, { ...lib, folder: 'ONE' }] })).toEqual([422, 'invalid_body', ['repositories.1.folder']]);
  expect(await fieldsOf({ repositories: [shop, { ...shop, folder: 'again' }] })).toEqual([422, 'invalid_body', ['repositories.1']]);
  expect(await fieldsOf({ repository: shop, repositories: [lib] })).toEqual([422, 'invalid_body', ['repositories']]);
  expect(await fieldsOf({ repositories: [] })).toMatchObject([422, 'invalid_body', ['repositories']]);
});

test('a repository of another organisation is not there', async () => {
  const theirs = await own(other, 'secret');
  expect(await fieldsOf({ repositories: [shop, { repositoryId: theirs }] })).toEqual([404, 'not_found', []]);
  expect((await admin.call('POST', '/custom-instructions', { scopeType: 'repository', scopeId: theirs, contentMd: 'mine now' })).status).toBe(422);
});

test('the instructions of each repository are told for it, also where it is named by its address, and its paths hold in it alone', async () => {
  const [web, api] = [await own(admin, 'web'), await own(admin, 'api')];
  await tell({ scopeType: 'repository', scopeId: api, contentMd: 'of the api', allowedPaths: ['src/**'] });
  await tell({ scopeType: 'repository', scopeId: web, contentMd: 'of the web' });
  await start({ repositories: [{ repositoryId: web }, { url: 'https://example.org/acme/api.git' }] });
  const { work } = await runner.next();
  expect(work.instructions?.map(({ text, folder }) => [text, folder])).toEqual([['of the web', 'web'], ['of the api', 'api']]);
  expect([work.allowedPaths, work.others[0]?.allowedPaths]).toEqual([[], [['src/**']]]);
  await start({ repository: { url: 'https://example.org/acme/api.git' } });
  const alone = await runner.next();
  expect([alone.work.instructions?.map(({ text, folder }) => [text, folder]), alone.work.allowedPaths]).toEqual([[['of the api', undefined]], [['src/**']]]);
  await app.parts.db.tenant(admin.tenantId, async (tx) => void (await tx.sql`DELETE FROM repositories WHERE tenant_id = ${tx.tenantId} AND id = ${BigInt(api)}`));
  expect(await (await admin.call('GET', `/custom-instructions?scopeType=repository`)).json()).toMatchObject({ items: [{ contentMd: 'of the web' }] });
});
