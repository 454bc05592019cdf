import { expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';

const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
const isRoot = process.getuid?.() === 0;
const [command = '', ...dropRights] = NOBODY;
const canRead = isRoot && spawnSync(command, [...dropRights, 'test', '-r', import.meta.path]).status === 0;
if (isRoot && !canRead) console.log('skipped: an ordinary user cannot read this checkout');

// As root we have cgroups, and the tests here prove them. An ordinary user mostly has none: the same
// promises must hold by other means.
test.skipIf(!canRead)('an ordinary user without cgroups gets the same promises', async () => {
  const files = ['run-in-sandbox', 'start-in-sandbox', 'limits', 'ending'].map((name) => `${import.meta.dirname}/${name}.test.ts`);
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TMPDIR: '/tmp' };
  const tests = Bun.spawn([...NOBODY, process.execPath, 'test', '--timeout=60000', ...files], { env, stdout: 'pipe', stderr: 'pipe' });
  const report = await new Response(tests.stderr).text();
  expect({ exitCode: await tests.exited, failures: report.match(/^\(fail\).*$/gm) }).toEqual({ exitCode: 0, failures: null });
  expect(report).toMatch(/ \d\d pass\n/);
}, 120_000);
