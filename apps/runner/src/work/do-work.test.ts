import { afterEach, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AgentOutput, Assignment, ChecksContent, DiffStats, PlanContent, ReviewContent, type AgentMode, type NewArtifact } from '@lime/contracts';
import { createLogger, sha256Hex } from '@lime/kernel';
import { takeDataFolder } from '../data-folder.ts';
import { createServerApi } from '../protocol/server-api.ts';
import { runAssignment, type StepOutcome } from '../run-assignment.ts';
import { hostRegistries, type Registries } from '../setup/registries.ts';
import { testRegistry } from '../testing/npm-registry.ts';
import { assignmentFor, startProtocolServer, token } from '../testing/protocol-server.ts';
import { doWork } from './do-work.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) cleanUp();
});

function repository(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'lime-work-'));
  cleanUps.push(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main', ...args], { cwd: dir });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  return dir;
}

type Wanted = { command: string; checks?: string[]; mode?: AgentMode; ref?: string; recipe?: string; limits?: object; registries?: Registries; data?: string; setup?: string | null; cacheScope?: string; allowedPaths?: string[][] };

async function begin(url: string, { command, checks = [], mode = 'implement', ref, recipe = 'command', limits, registries, data, setup = '', cacheScope = 'somebody', allowedPaths }: Wanted) {
  const server = startProtocolServer();
  const path = data ?? mkdtempSync(join(tmpdir(), 'lime-data-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }), () => void server.stop());
  const taken = await takeDataFolder(path);
  if (!taken.ok) throw new Error(taken.message);
  const work = { mode, checks, setup, repository: { url, ref: ref ?? null }, recipe: { name: recipe, options: { command } }, ...(limits && { limits }), ...(allowedPaths && { allowedPaths }) };
  const assignment = Assignment.parse(assignmentFor('5', { cacheScope, work: { ...assignmentFor('5').work, ...work } }));
  const done = runAssignment({ api: createServerApi({ server: server.url, token }), assignment, heartbeatSeconds: 0.05, abandon: new AbortController().signal, work: doWork(taken.folder, { registries: registries ? async () => registries : hostRegistries, providers: '/nowhere', server: server.url }), log });
  return { server, done, step: server.step('5'), data: path, workspaces: taken.folder.workspaces };
}

function succeeded(outcome: StepOutcome | null) {
  if (outcome?.status !== 'succeeded') throw new Error(`not succeeded: ${JSON.stringify(outcome)}`);
  return { output: AgentOutput.parse(outcome.output), artifacts: outcome.artifacts };
}

const find = (artifacts: NewArtifact[], kind: string) => artifacts.find((artifact) => artifact.kind === kind);
type Step = Awaited<ReturnType<typeof begin>>['step'];
const textOf = (step: Step, artifact: NewArtifact | undefined) => new TextDecoder().decode(step.blobs.get(artifact?.sha256 ?? ''));

test('a change: the diff is uploaded under its hash, the checks ran before and after', async () => {
  const repo = repository({ 'a.txt': 'old\n', 'b.txt': 'b\n' });
  const { done, step, workspaces } = await begin(repo, { command: 'echo new > a.txt; rm b.txt; echo working', checks: ['test -s a.txt'] });
  const { output, artifacts } = succeeded(await done);
  expect(output).toMatchObject({ changed: true, targetRef: 'refs/heads/main', stats: { filesChanged: 2, insertions: 1, deletions: 2 }, checks: { before: [{ outcome: 'passed' }], after: [{ outcome: 'passed' }] } });
  expect(Object.keys(output.timings).toSorted()).toEqual(['agent', 'checks_after', 'checks_before', 'clone', 'diff', 'setup']);
  const diff = find(artifacts, 'diff');
  expect(textOf(step, diff)).toContain('-old\n+new\n');
  expect(sha256Hex(step.blobs.get(diff?.sha256 ?? '') ?? '')).toBe(diff?.sha256 ?? '');
  expect(DiffStats.parse(diff?.metadata).files.map(({ path, status }) => [path, status])).toEqual([['a.txt', 'modified'], ['b.txt', 'deleted']]);
  expect(ChecksContent.parse(JSON.parse(textOf(step, find(artifacts, 'checks')))).after).toHaveLength(1);
  expect(find(artifacts, 'checks')?.parents).toEqual([0]);
  expect(step.events.flatMap((event) => (event.type === 'tool' && event.phase === 'output' ? event.text : []))).toEqual(['working\n']);
  expect(readdirSync(workspaces)).toEqual(['1-5-1']);
});

test('nothing to change is a success without a diff', async () => {
  const { done } = await begin(repository({ 'a.txt': 'a\n' }), { command: 'true', checks: ['false'] });
  const { output, artifacts } = succeeded(await done);
  expect(output).toMatchObject({ changed: false, summary: 'command found nothing to change.', checks: { after: [] } });
  expect(find(artifacts, 'diff')).toBeUndefined();
});

test('a change that breaks a green check fails with both outputs, and cannot be approved', async () => {
  const { done, step, workspaces } = await begin(repository({ 'a.txt': 'old\n' }), { command: 'echo new > a.txt', checks: ['cat a.txt; grep -q old a.txt'] });
  const outcome = await done;
  expect(outcome).toMatchObject({ status: 'failed', retryable: false, error: { code: 'checks_broken' } });
  const failure = outcome?.status === 'failed' ? outcome : null;
  expect(failure?.error.message).toContain('Before:\nold');
  expect(failure?.error.message).toContain('After:\nnew');
  expect(failure?.artifacts?.map((artifact) => artifact.kind)).toEqual(['broken_diff', 'checks']);
  expect(step.outcome).toMatchObject({ status: 'failed' });
  expect(readdirSync(workspaces)).toEqual([]);
});

test('a change of files that it may not touch is shown, and cannot be approved', async () => {
  const change = { command: 'echo new > src/a.txt; echo new > b.txt', allowedPaths: [['src']] };
  const { done, step } = await begin(repository({ 'src/a.txt': 'a\n', 'b.txt': 'b\n' }), change);
  const outcome = await done;
  if (outcome?.status !== 'failed') throw new Error('not failed');
  expect(outcome.error).toEqual({ code: 'path_not_allowed', message: expect.stringContaining('may not change:\nb.txt\n') });
  expect(outcome.artifacts?.map(({ kind }) => kind)).toEqual(['refused_diff']);
  expect(textOf(step, outcome.artifacts?.[0])).toContain('+new\n');
  const within = await begin(repository({ 'src/a.txt': 'a\n', 'b.txt': 'b\n' }), { ...change, command: 'echo new > src/a.txt' });
  expect(succeeded(await within.done).output.changed).toBe(true);
});

test('a check that was red may stay red', async () => {
  const { done } = await begin(repository({ 'a.txt': 'old\n' }), { command: 'echo new > a.txt', checks: ['false', 'true'] });
  expect(succeeded(await done).output).toMatchObject({ changed: true, summary: expect.stringContaining('1 of 2 checks pass') });
});

test('what the checks leave behind is not part of the change', async () => {
  const repo = repository({ 'a.txt': 'old\n', 'lock.txt': 'l\n' });
  const { done, step } = await begin(repo, { command: 'echo new > a.txt', checks: ['mkdir -p coverage && echo x > coverage/report && echo y >> lock.txt'] });
  const { output, artifacts } = succeeded(await done);
  expect(output.stats.filesChanged).toBe(1);
  expect(textOf(step, find(artifacts, 'diff'))).not.toContain('coverage');
});

test.each([
  ['no such repository', '/nonexistent/repo', {}, 'clone_failed', 'no folder /nonexistent/repo'],
  ['unknown ref', null, { ref: 'nope' }, 'clone_failed', 'unknown_ref'],
  ['unknown recipe', null, { recipe: 'magic' }, 'recipe_unknown', 'magic'],
  ['a recipe that fails', null, { command: 'echo because >&2; exit 3' }, 'recipe_failed', 'because'],
  ['a recipe that hangs', null, { command: 'sleep 100', limits: { timeoutSeconds: 2 } }, 'timed_out', 'sleep 100'],
  ['a check that hangs', null, { checks: ['sleep 100'], limits: { timeoutSeconds: 2 } }, 'timed_out', 'sleep 100'],
  ['a recipe that fills the disk', null, { command: 'dd if=/dev/zero of=big bs=1M count=200; sleep 30', limits: { diskMb: 16 } }, 'disk_full', '16 MB'],
])('%s ends with a code and a reason', async (_, url, wanted, code, reason) => {
  const { done } = await begin(url ?? repository({ 'a.txt': 'a\n' }), { command: 'true', ...wanted });
  expect(await done).toMatchObject({ status: 'failed', retryable: false, error: { code, message: expect.stringContaining(reason) } });
}, 20_000);

test('review says what it would change, line by line, and changes nothing', async () => {
  const { done, step } = await begin(repository({ 'a.txt': 'one\ntwo\n' }), { command: 'sed -i s/two/TWO/ a.txt', mode: 'review' });
  const { output, artifacts } = succeeded(await done);
  expect(output.changed).toBe(false);
  expect(artifacts.map((artifact) => artifact.kind)).toEqual(['review']);
  expect(ReviewContent.parse(JSON.parse(textOf(step, artifacts[0]))).comments).toEqual([{ path: 'a.txt', line: 2, lines: 1, text: expect.any(String), suggestion: 'TWO' }]);
});

test('plan names the files and proposes tickets', async () => {
  const { done, step } = await begin(repository({ 'a.txt': 'one\n' }), { command: 'echo two > a.txt', mode: 'plan' });
  const { output, artifacts } = succeeded(await done);
  expect([output.changed, output.tickets, artifacts.map((artifact) => artifact.kind)]).toEqual([false, 1, ['plan']]);
  expect(PlanContent.parse(JSON.parse(textOf(step, artifacts[0]))).tickets).toMatchObject([{ paths: ['a.txt'] }]);
});

test('a plan of a recipe that finds nothing to change proposes none', async () => {
  const { done } = await begin(repository({ 'a.txt': 'one\n' }), { command: 'true', mode: 'plan' });
  const { output, artifacts } = succeeded(await done);
  expect([output.tickets, artifacts.map((artifact) => artifact.kind)]).toEqual([0, ['plan']]);
});

test.each([
  ['the agent works', 'echo half > a.txt; (setsid sleep 1001 &); echo begun; sleep 1000', []],
  ['its change is checked', 'echo half > a.txt', ['grep -q a a.txt && grep -qv half a.txt || { echo begun; sleep 1000; }']],
])('a cancel while %s kills what runs in the sandbox, hands in the work so far and deletes the workspace', async (_, command, checks) => {
  const { done, server, step, workspaces } = await begin(repository({ 'a.txt': 'a\n' }), { command, checks });
  await server.until(() => step.events.some((event) => event.type === 'tool' && event.text.includes('begun') && event.phase === 'output'));
  server.state.cancel = true;
  const outcome = await done;
  expect(outcome).toMatchObject({ status: 'cancelled', artifacts: [{ kind: 'partial_diff' }] });
  expect(textOf(step, outcome?.artifacts?.[0])).toContain('-a\n+half\n');
  expect(readdirSync(workspaces)).toEqual([]);
});

test('a bare repository and a file URL are as good as a folder', async () => {
  const repo = repository({ 'a.txt': 'a\n' });
  const bare = `${repo}/bare.git`;
  execFileSync('git', ['clone', '--quiet', '--bare', repo, bare]);
  const { done } = await begin(`file://${bare}`, { command: 'echo b > a.txt' });
  expect(succeeded(await done).output.targetRef).toBe('refs/heads/main');
  expect(existsSync(join(repo, 'a.txt'))).toBe(true);
});

test('set-up installs through the registry alone, once for all runs, and is no part of the change', async () => {
  using registry = testRegistry();
  const repo = repository({ ...registry.project({ scripts: { test: "node -e \"if (require('tiny') !== 'tiny') process.exit(1)\"" } }), 'a.txt': 'old\n' });
  const wanted = { command: 'echo new > a.txt', checks: ['npm test'], setup: null, registries: registry.registries };
  const first = await begin(repo, wanted);
  const { output } = succeeded(await first.done);
  expect(output).toMatchObject({ stats: { filesChanged: 1 }, checks: { before: [{ outcome: 'passed' }], after: [{ outcome: 'passed' }] } });
  expect(first.step.events.some((event) => event.type === 'egress' && event.outcome === 'reached' && event.destination.startsWith('127.0.0.1:'))).toBe(true);
  const asked = registry.asked.length;
  rmSync(join(first.workspaces, '1-5-1'), { recursive: true });
  const second = await begin(repo, { ...wanted, data: first.data });
  expect(succeeded(await second.done).output.checks.after).toMatchObject([{ outcome: 'passed' }]);
  expect(registry.asked.length).toBe(asked);
}, 30_000);

test("what was fetched and set up for one tenant is never another's: neither the cached objects of the repository nor what was installed", async () => {
  const repo = repository({ 'a.txt': 'old\n' });
  const said = async (cacheScope: string, data?: string) => {
    const { done, step, data: folder, workspaces } = await begin(repo, { command: 'echo new > a.txt', setup: 'mkdir installed && touch installed/it', cacheScope, ...(data !== undefined && { data }) });
    succeeded(await done);
    rmSync(join(workspaces, '1-5-1'), { recursive: true });
    const text = step.events.map((event) => ('text' in event ? event.text : '')).join('\n');
    return { folder, fromCache: [text.includes('all from the cache'), text.includes('Set up from the cache')] };
  };
  const first = await said('one');
  expect(first.fromCache).toEqual([false, false]);
  expect((await said('one', first.folder)).fromCache).toEqual([true, true]);
  expect((await said('two', first.folder)).fromCache).toEqual([false, false]);
}, 30_000);

test('a set-up that fails says what it said', async () => {
  const { done } = await begin(repository({ 'a.txt': 'a\n' }), { command: 'true', setup: 'echo no such luck; exit 4' });
  expect(await done).toMatchObject({ status: 'failed', error: { code: 'setup_failed', message: expect.stringContaining('no such luck') } });
});
