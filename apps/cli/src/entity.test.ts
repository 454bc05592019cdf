import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLime } from './testing/run-lime.ts';
import { serverForTests } from './testing/start-server.ts';

const server = serverForTests({ LIME_EMBEDDED_RUNNER: 'off' });
const lime = (args: string[], input = '') => runLime(args, { env: { LIME_DATA: server.data }, input });

test('an instruction is made from a file, shown, changed, listed and deleted', async () => {
  writeFileSync(join(server.path, 'rules.md'), 'Write tests first.\n');
  const made = await lime(['custom-instructions', 'create', '--scope-type', 'tenant', '--content-md', `@${join(server.path, 'rules.md')}`, '--allowed-paths', 'src/**, docs/**', '--json']);
  expect([made.exitCode, made.stderr]).toEqual([0, '']);
  const { id, ...rest } = JSON.parse(made.stdout) as { id: string };
  expect(rest).toMatchObject({ contentMd: 'Write tests first.', allowedPaths: ['src/**', 'docs/**'], enabled: true });
  expect((await lime(['custom-instructions', 'set', id, '--enabled', 'no', '--content-md', '@-'], 'Piped in')).stdout).toMatch(/content-md +Piped in/);
  expect((await lime(['custom-instructions', '--enabled', 'no'])).stdout).toMatch(new RegExp(`\\n${id} +tenant +- +any +Piped in +100`));
  expect((await lime(['custom-instructions', 'delete', id])).stdout).toBe(`The instruction ${id} is gone\n`);
  expect((await lime(['custom-instructions'])).stdout).toContain('None yet.');
}, 30_000);

test('a target that was deleted says how it comes back, is listed apart, and is restored', async () => {
  await lime(['project', 'create', 'SHOP', 'Shop']);
  const made = await lime(['deployment-targets', 'create', '--project-id', 'SHOP', '--name', 'machine', '--config', '{"provider": "webhook", "url": "https://deploy.example.org/shop"}', '--json']);
  expect([made.exitCode, made.stderr]).toEqual([0, '']);
  const { id } = JSON.parse(made.stdout) as { id: string };
  const listed = async (...more: string[]) => (await lime(['deployment-targets', ...more])).stdout.includes('machine');
  expect((await lime(['deployment-targets', 'delete', id])).stdout).toBe(`The deployment target ${id} is gone. Bring it back with: npx lime deployment-targets restore ${id}\n`);
  expect([await listed(), await listed('--archived')]).toEqual([false, true]);
  expect(await lime(['deployment-targets', 'restore', id])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('machine') });
  expect([await listed(), await listed('--archived')]).toEqual([true, false]);
  expect(await lime(['deployment-targets', 'restore', id])).toMatchObject({ exitCode: 1 });
  expect(await lime(['custom-instructions', 'restore', '1'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('unknown action restore') });
}, 30_000);

test('what is wrong is said with what to write instead', async () => {
  const unknown = await lime(['custom-instructons']);
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean: lime custom-instructions')]);
  expect((await lime(['custom-instructions', 'show'])).stderr).toContain('lime custom-instructions show ID');
  expect((await lime(['custom-instructions', 'create', '--scope-type', 'world', '--content-md', 'x'])).stderr).toContain('scopeType: ');
  expect((await lime(['custom-instructions', 'show', '999'])).stderr).toContain('There is no such instruction');
  expect((await lime(['help'])).stdout).toContain('default-agent-tools');
}, 30_000);

test('a hook is tried out before it is saved and after, and what it has done is listed', async () => {
  writeFileSync(join(server.path, 'hook.ts'), 'export default ({ payload }: { payload: { title: string } }) => {\n  console.log(payload.title);\n  return { deny: "no" };\n};\n');
  const code = `@${join(server.path, 'hook.ts')}`;
  const tried = await lime(['hooks', 'test', '--event-type', 'before_agent_run', '--code', code, '--payload', '{"title":"mine"}']);
  expect([tried.exitCode, tried.stdout]).toEqual([0, expect.stringMatching(/^denied in \d+ ms\n\{\n {2}"deny": "no"\n\}\n\nmine\n$/)]);
  const { id } = JSON.parse((await lime(['hooks', 'create', '--name', 'Freeze', '--event-type', 'before_agent_run', '--code', code, '--json'])).stdout);
  expect((await lime(['hooks', 'test', id])).stdout).toStartWith('denied');
  expect((await lime(['env', 'set', `hook:${id}`, 'WHY'], 'not on Fridays')).exitCode).toBe(0);
  await lime(['hooks', 'set', id, '--code', '({ env }) => ({ deny: env.WHY })']);
  expect((await lime(['hooks', 'test', id])).stdout).toContain('"deny": "***"');
  expect((await lime(['hooks', 'runs', id])).stdout).toContain('not been called');
  const wrong = await lime(['hooks', 'test', '--event-type', 'before_agent_run', '--code', 'export default () => {\n  throw new Error("x") }']);
  expect([wrong.exitCode, wrong.stdout]).toEqual([1, expect.stringContaining('Error: x (line 2, column')]);
  expect((await lime(['hooks', 'test'])).exitCode).toBe(2);
}, 60_000);
