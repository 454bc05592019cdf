import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@lime/contracts';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createRepository, readRemoteRef } from '@lime/git';
import { sha256Hex } from '@lime/kernel';
import { createOutbound } from '@lime/outbound';
import { type EffectPlan, folderBlobStore, type Tool, type ToolOutcome } from '@lime/runs';
import { testForge } from '../testing/test-forge.ts';
import { forgeTools } from './forge-tools.ts';

let database: TestDatabase;
let folder: string;
let tenantId: bigint;
let baseSha: string;
let runId: bigint;
let plans: EffectPlan[];
const origin = () => join(folder, 'origin.git');
const patch = new TextEncoder().encode('diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n');
const sha256 = sha256Hex(patch);
const author = { name: 'Ada', email: 'ada@example.org' };

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await database.addTenant();
});
afterAll(() => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-forge-'));
  await Bun.write(join(folder, 'files', 'a.txt'), 'one\n');
  const made = await createRepository({ gitDir: origin(), folder: join(folder, 'files'), message: 'First\n', author, date: new Date() });
  baseSha = made.ok ? made.sha : '';
  plans = [];
  await blobs().put(tenantId, patch);
  return () => rm(folder, { recursive: true, force: true });
});
const blobs = () => folderBlobStore(join(folder, 'blobs'));

/** A run with an artifact of the patch, and a question about it in this state. */
async function artifactWith(status: string, asked = sha256): Promise<string> {
  return database.db.tenant(tenantId, async (tx) => {
    const [run]: { id: bigint }[] = await tx.sql`INSERT INTO runs (tenant_id, workflow, title, spec, input) VALUES (${tenantId}, 'w', 'w', '{}'::jsonb, '{}'::jsonb) RETURNING id`;
    runId = run?.id ?? 0n;
    const [step]: { id: bigint }[] = await tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${tenantId}, ${runId}, 's', 's', 'gate', 0, 'succeeded') RETURNING id`;
    const [artifact]: { id: bigint }[] = await tx.sql`INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256) VALUES (${tenantId}, ${runId}, ${step?.id}, 'diff', 'd', 'text/x-diff', 1, ${sha256}) RETURNING id`;
    await tx.sql`INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, status, expires_at) VALUES (${tenantId}, ${runId}, ${step?.id}, ${artifact?.id}, ${asked}, '?', '{}'::jsonb, ${status}, now())`;
    return String(artifact?.id);
  });
}

/** Calls a tool; its effect is made at once, as the engine does with one that was never tried. */
async function call(name: string, input: JsonObject, forge = testForge(database.db)): Promise<ToolOutcome> {
  const tool = new Map(forgeTools({ forge, blobs: blobs(), cacheDir: join(folder, 'cache') })).get(name);
  if (!tool) throw new Error(name);
  const perform: Parameters<Tool>[0]['perform'] = async (plan) => {
    plans.push(plan);
    const attempted = await plan.attempt(AbortSignal.timeout(30_000));
    return attempted.kind === 'unknown' ? { kind: 'unknown' } : attempted;
  };
  return tool({ tenantId, runId, input, signal: AbortSignal.timeout(30_000), perform });
}
const push = (artifactId: string, more: JsonObject = {}) => call('forge.push', { url: origin(), ref: null, mode: 'implement', title: 'Two, not one', author, baseSha, artifactId, sha256, ...more });
const remote = async (ref: string) => {
  const read = await readRemoteRef(origin(), ref);
  return read.ok ? read.sha : read.code;
};
const branch = () => `refs/heads/al/implement/${runId}`;
const codeOf = (outcome: ToolOutcome) => (outcome.kind === 'failed' ? outcome.error.code : outcome.kind);
/** What a push that went through says. */
async function pushed(): Promise<{ sha: string; targetRef: string; branch: string }> {
  const outcome = await push(await artifactWith('approved'));
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return JSON.parse(JSON.stringify(outcome.output));
}

test('the approved diff is one commit on the branch of the run, by the author, with run and approval named', async () => {
  const { sha, targetRef } = await pushed();
  expect([await remote(branch()), targetRef]).toEqual([sha, 'refs/heads/main']);
  const shown = Bun.spawnSync(['git', '-C', origin(), 'log', '--format=%an <%ae>%n%P%n%B', '-1', sha]).stdout.toString();
  expect(shown).toContain(`Ada <ada@example.org>\n${baseSha}\nTwo, not one\n\nRun: ${runId}\nApproved-Diff: ${sha256}`);
  expect(Bun.spawnSync(['git', '-C', origin(), 'show', `${sha}:a.txt`]).stdout.toString()).toBe('two\n');
});

test('the same approval makes the same commit again, and asking the remote tells that it was pushed', async () => {
  const artifactId = await artifactWith('approved');
  const [first, second] = [await push(artifactId), await push(artifactId)];
  expect(codeOf(first)).toBe('done');
  expect(second).toEqual(first);
  expect(plans[0]?.idempotencyKey).toBe(plans[1]?.idempotencyKey ?? '');
  expect(await plans[0]?.reconcile()).toMatchObject({ kind: 'applied' });
});

test('before a push the remote says that it has not happened; when it cannot be asked, nobody knows', async () => {
  const artifactId = await artifactWith('approved');
  await push(artifactId);
  Bun.spawnSync(['git', '-C', origin(), 'update-ref', '-d', branch()]);
  expect(await plans[0]?.reconcile()).toEqual({ kind: 'not_applied' });
  await rm(origin(), { recursive: true });
  expect(await plans[0]?.reconcile()).toMatchObject({ kind: 'unknown' });
});

test.each(['open', 'rejected', 'expired', 'superseded', 'cancelled'])('a question that is %s is no approval', async (status) => {
  expect(codeOf(await push(await artifactWith(status)))).toBe('approval_missing');
  expect(await remote(branch())).toBeNull();
});

test('an approval of other content, or of another run, is no approval', async () => {
  expect(codeOf(await push(await artifactWith('approved', '0'.repeat(64))))).toBe('approval_missing');
  const others = await artifactWith('approved');
  await artifactWith('open');
  expect(codeOf(await push(others))).toBe('approval_missing');
  expect(plans).toEqual([]);
});

test('stored content that was tampered with after the approval is not pushed', async () => {
  const artifactId = await artifactWith('approved');
  const file = join(folder, 'blobs', String(tenantId), sha256.slice(0, 2), sha256);
  await chmod(file, 0o600);
  await writeFile(file, 'diff --git a/evil b/evil\n');
  expect(codeOf(await push(artifactId))).toBe('content_damaged');
  expect(await remote(branch())).toBeNull();
});

test('a branch that holds something else is not overwritten', async () => {
  const artifactId = await artifactWith('approved');
  Bun.spawnSync(['git', '-C', origin(), 'update-ref', branch(), baseSha]);
  expect(await push(artifactId)).toMatchObject({ kind: 'failed', retryable: false });
  expect(await remote(branch())).toBe(baseSha);
});

test('a remote that is away may be tried again, wrong input may not', async () => {
  const artifactId = await artifactWith('approved');
  expect(await push(artifactId, { url: 'http://127.0.0.1:1/gone.git' })).toMatchObject({ kind: 'failed', retryable: true });
  expect(await push(artifactId, { mode: '../../main' })).toMatchObject({ kind: 'failed', retryable: false, error: { code: 'step_input_invalid' } });
});

test("what one tenant's work brought into the cache of a repository is not in that of another tenant who names the same one", async () => {
  const first = tenantId;
  const { sha } = await pushed();
  try {
    tenantId = await database.addTenant();
    await blobs().put(tenantId, patch);
    await pushed();
    const holders = await Promise.all([first, tenantId].map(async (id) => {
      const [name = ''] = await readdir(join(folder, 'cache', String(id)));
      return Bun.spawnSync(['git', `--git-dir=${join(folder, 'cache', String(id), name)}`, 'cat-file', '-e', sha]).exitCode === 0;
    }));
    expect(holders).toEqual([true, false]);
  } finally {
    tenantId = first;
  }
});

test.each(['ff', 'commit'])('merging (%s) puts the change on the target once, however often it is done', async (how) => {
  const { sha, targetRef, branch: name } = await pushed();
  const merge = () => call('forge.merge', { url: origin(), how, title: 'Two', author, targetRef, branch: name, sha });
  const first = await merge();
  const tip = await remote('refs/heads/main');
  expect([codeOf(first), how === 'ff' ? tip === sha : tip !== sha]).toEqual(['done', true]);
  expect(codeOf(await merge())).toBe('done');
  expect(await remote('refs/heads/main')).toBe(tip);
});

test('a target that has gone on is merged by a commit, and refused where only a fast-forward may be', async () => {
  const { sha, targetRef, branch: name } = await pushed();
  await Bun.write(join(folder, 'files', 'b.txt'), 'other\n');
  const git = (...args: string[]) => Bun.spawnSync(['git', `--git-dir=${origin()}`, `--work-tree=${join(folder, 'files')}`, '-c', 'core.bare=false', '-c', 'user.name=x', '-c', 'user.email=x@localhost', ...args]);
  git('read-tree', 'main');
  git('add', '--all', '.');
  expect(git('commit', '-q', '-m', 'Other').exitCode).toBe(0);
  const merge = (how: string) => call('forge.merge', { url: origin(), how, title: 'Two', author, targetRef, branch: name, sha });
  expect(codeOf(await merge('ff'))).toBe('git_not_fast_forward');
  expect(codeOf(await merge('commit'))).toBe('done');
  expect(git('show', 'main:a.txt').stdout.toString() + git('show', 'main:b.txt').stdout.toString()).toBe('two\nother\n');
});

test('the server’s own git goes into no private network, by whatever name, unless the operator allows the host', async () => {
  const asked: string[] = [];
  using inside = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => (asked.push(request.url), new Response('no', { status: 404 })) });
  const artifactId = await artifactWith('approved');
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const closed = testForge(database.db, { outbound: createOutbound({ resolve }) });
  for (const url of [`http://127.0.0.1:${inside.port}/x.git`, `http://[::ffff:7f00:1]:${inside.port}/x.git`, `http://innocent.test:${inside.port}/x.git`, `ssh://git@innocent.test:${inside.port}/x.git`, 'git@innocent.test:x.git']) {
    const pushing = await call('forge.push', { url, ref: null, mode: 'implement', title: 't', author, baseSha, artifactId, sha256 }, closed);
    const merging = await call('forge.merge', { url, how: 'ff', title: 't', author, targetRef: 'refs/heads/main', branch: 'b', sha: baseSha }, closed);
    for (const outcome of [pushing, merging]) expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'address_refused', message: expect.stringContaining('LIME_PRIVATE_HOSTS=') }, retryable: false });
  }
  expect([asked, plans]).toEqual([[], []]);
  // Allowed by its name, it is reached at the address that the name was looked up to have: no other resolver knows it.
  const open = testForge(database.db, { outbound: createOutbound({ privateHosts: ['innocent.test'], resolve }) });
  expect(codeOf(await call('forge.push', { url: `http://innocent.test:${inside.port}/x.git`, ref: null, mode: 'implement', title: 't', author, baseSha, artifactId, sha256 }, open))).toBe('not_a_repository');
  expect(asked.length).toBeGreaterThan(0);
});
