import { afterEach, expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLime } from '../testing/run-lime.ts';
import { patch, sha256, startStubServer } from '../testing/stub-server.ts';

const running: { stop: () => void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});
function start(...args: Parameters<typeof startStubServer>) {
  const server = startStubServer(...args);
  running.push(server);
  return server;
}

const gate = { status: 'waiting', waitingOn: 'gate' } as const;
const says = (count: number): RunEventBody[] => Array.from({ length: count }, (_, index) => ({ type: 'message', role: 'assistant', text: `line ${index + 1}` }));
const runArgs = ['run', '--repo', '.', '--recipe', 'command', '--option', 'command=make', '--option', 'times=2', 'Fix it'];

test('lime run shows the transcript and ends with 0 at the gate, saying how to approve', async () => {
  const server = start({ events: [{ type: 'tool', name: 'setup', phase: 'start', text: 'npm ci' }, { type: 'tool', name: 'setup', phase: 'output', text: 'added 3\u001b[31m packages\u0007\n' }, ...says(1)], end: gate });
  const { exitCode, stdout } = await runLime(runArgs, { server: server.url });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('▶ setup  npm ci\n    added 3 packages\uFFFD\n◆ line 1\n');
  expect(stdout).toContain('a.txt     2 +-');
  expect(stdout).toContain('npx lime approve 7');
  expect(stdout).toContain(`${server.url}/runs/7`);
  const asked = server.received.find(({ method, path }) => method === 'POST' && path === '/agent-runs');
  expect(asked?.body).toMatchObject({ title: 'Fix it', repository: { url: process.cwd(), ref: null }, recipe: { name: 'command', options: { command: 'make', times: 2 } }, checks: null, setup: null });
});

test('a tool has failed when its exit code says so, or, where it has none, words at its end do', async () => {
  const ended = (name: string, text: string, exitCode: number | null): RunEventBody => ({ type: 'tool', name, phase: 'end', text, exitCode });
  const server = start({ events: [ended('Read', '', null), ended('Edit', 'denied', null), ended('Bash', '', 0), ended('Bash', 'exit 2', 2), ended('shell', 'still running', null)], end: gate });
  const { stdout } = await runLime(runArgs, { server: server.url });
  expect(stdout).toContain('✔ Read\n✘ Edit  denied\n✔ Bash\n✘ Bash  exit 2\n… shell  still running\n');
});

test('a run that fails ends with 1 and the reason', async () => {
  const server = start({ events: says(1), end: { status: 'failed', error: { code: 'clone_failed', message: 'there is no repository' } } });
  const { exitCode, stdout } = await runLime(runArgs, { server: server.url });
  expect(stdout).toContain('there is no repository (clone_failed)');
  expect(exitCode).toBe(1);
});

test('why a run failed stands once in its transcript, and again where it ended', async () => {
  const error = { code: 'checks_broken', message: 'npm test was green before' };
  const server = start({ events: [{ type: 'error', code: error.code, text: error.message }, { type: 'error', code: error.code, text: `Implement failed: ${error.message}` }, { type: 'status', status: 'failed', text: error.message }], end: { status: 'failed', error } });
  const { stdout } = await runLime(['watch', '7'], { server: server.url });
  const [transcript, outcome] = stdout.split('\n\n');
  expect(transcript).toBe('✘ npm test was green before (checks_broken)');
  expect(outcome).toContain('✘ failed  npm test was green before (checks_broken)');
});

test('connections that keep breaking lose and repeat nothing', async () => {
  const server = start({ events: says(50), end: gate, dropEvery: 7 });
  const { exitCode, stdout } = await runLime(['watch', '7', '--until-gate', '--json'], { server: server.url });
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as { seq?: number; run?: unknown });
  expect(lines.flatMap(({ seq }) => seq ?? [])).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(lines.at(-1)).toMatchObject({ run: { id: '7', status: 'waiting' } });
  expect(exitCode).toBe(0);
});

test('Ctrl-C leaves the run alone, ends with 130 and says how to come back', async () => {
  const server = start({ events: says(3), end: { status: 'running' } });
  const { exitCode, stderr } = await runLime(['watch', '7'], { server: server.url, onOutput: (stdout, interrupt) => stdout.includes('line 3') && interrupt() });
  expect(stderr).toContain('npx lime watch 7 --after 3');
  expect(stderr).toContain('npx lime cancel 7');
  expect(exitCode).toBe(130);
});

test('approve is bound to the content of the gate and follows what comes of it', async () => {
  const server = start({ events: says(1), end: gate });
  const { exitCode, stdout } = await runLime(['approve', '7', '--note', 'good'], { server: server.url });
  expect(server.received.find(({ path }) => path === '/gates/5/decision')?.body).toEqual({ decision: 'approve', sha256, note: 'good' });
  expect(stdout).toContain(`sha256 ${sha256}`);
  expect(stdout).toContain('succeeded');
  expect(exitCode).toBe(0);
});

test('approve --sha256 refuses other content without asking the server to decide', async () => {
  const server = start({ events: [], end: gate });
  const { exitCode, stderr } = await runLime(['approve', '7', '--sha256', 'a'.repeat(64)], { server: server.url });
  expect(stderr).toContain('not what you looked at');
  expect(server.received.some(({ path }) => path === '/gates/5/decision')).toBe(false);
  expect(exitCode).toBe(1);
});

test('diff into a pipe is the exact patch', async () => {
  const server = start({ events: [], end: gate });
  expect((await runLime(['diff', '7'], { server: server.url })).stdout).toBe(patch);
});

test("artifacts are downloaded under names that cannot leave the folder", async () => {
  const server = start({ events: [], end: gate });
  const folder = await mkdtemp(join(tmpdir(), 'lime-cli-'));
  const { stdout } = await runLime(['artifacts', '7', '--download', folder], { server: server.url });
  expect(stdout).toContain(join(folder, '3-.._changes.diff'));
  expect(await Bun.file(join(folder, '3-.._changes.diff')).text()).toBe(patch);
  await rm(folder, { recursive: true });
});

test("the server's refusals are told in its words, with exit 1", async () => {
  const server = start({ events: [], end: gate });
  const missing = await runLime(['show', '999'], { server: server.url });
  expect([missing.exitCode, missing.stderr]).toEqual([1, 'lime: Refused: because\n']);
  const stranger = await runLime(['show', '7'], { server: server.url, token: 'wrong' });
  expect(stranger.stderr).toContain('LIME_TOKEN');
});

test('what nobody can tell of is settled by whoever has looked', async () => {
  const effect = { id: '9', stepId: '1', kind: 'forge.deploy', idempotencyKey: 'k', status: 'unknown' as const, request: {}, result: null, error: null, attempts: 1, updatedAt: '2026-01-01T00:00:00.000Z' };
  const server = start({ events: [], end: { status: 'waiting', waitingOn: 'effect' }, effects: [effect] });
  expect(await runLime(['resolve', '7', 'applied', 'It is there'], { server: server.url })).toMatchObject({ exitCode: 0, stdout: 'forge.deploy: applied\n' });
  expect(server.received.find(({ path }) => path === '/effects/9/resolve')?.body).toEqual({ outcome: 'applied', note: 'It is there' });
  expect(await runLime(['resolve', '7', 'perhaps', 'x'], { server: server.url })).toMatchObject({ exitCode: 2 });
  const over = start({ events: [], end: { status: 'succeeded' } });
  expect(await runLime(['resolve', '7', 'applied', 'x'], { server: over.url })).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nothing of this run') });
});
