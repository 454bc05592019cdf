import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error plain JavaScript: it runs before any package is installed
import { report } from './report.mjs';
// @ts-expect-error plain JavaScript
import { readJunitFailures } from './read-junit.mjs';
// @ts-expect-error plain JavaScript
import { runBunTests } from './run-bun-tests.mjs';

/** Runs test files of its own as `npm test -- <folder>` does, and returns all that was printed with the exit code. */
async function npmTest(files: Record<string, string>): Promise<{ code: number; printed: string; last: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'lime-test-run-'));
  for (const [name, body] of Object.entries(files)) writeFileSync(join(folder, name), `import { expect, test } from 'bun:test';\n${body}`);
  const result = await runBunTests({ args: [folder], env: process.env });
  rmSync(folder, { recursive: true, force: true });
  let printed = '';
  const code = report(result, (text: string) => (printed += text));
  return { code, printed, last: printed.trimEnd().split('\n').at(-1) ?? '' };
}

test('passing and skipped tests', async () => {
  const { code, last } = await npmTest({ 'a.test.ts': `test('a', () => {}); test.skip('b', () => {}); test.todo('c');`, 'b.test.ts': `test('d', () => {});` });
  expect(last).toBe('2 passed, 0 failed, 2 skipped');
  expect(code).toBe(0);
});

test('a failing test is printed at the end with what it expected', async () => {
  const { code, last, printed } = await npmTest({ 'a.test.ts': `test('a', () => {}); test('wrong sum', () => expect(1 + 1).toBe(3));`, 'b.test.ts': `test('d', () => {});` });
  expect(last).toBe('2 passed, 1 failed');
  expect(printed).toMatch(/──── .*a\.test\.ts[\s\S]*Expected: 3/);
  expect(printed).toContain('(fail) wrong sum');
  expect(printed).not.toContain('b.test.ts');
  expect(code).toBe(1);
});

test('a file that does not load, one that ends the process and one that kills it each fail', async () => {
  const { code, last } = await npmTest({
    'load.test.ts': `import './nothing.ts'; test('a', () => {});`,
    'exit.test.ts': `test('b', () => process.exit(0));`,
    'kill.test.ts': `test('c', () => process.kill(process.pid, 'SIGKILL'));`,
    'fine.test.ts': `test('d', () => {});`,
  });
  expect(last).toBe('1 passed, 3 failed');
  expect(code).toBe(1);
});

test('an error that bun printed below another file is found in its report', () => {
  const xml = `<testcase name="sum &lt;a&gt;" classname="" time="0" file="a.test.ts" line="1"><failure type="AssertionError" message="m">Error: 1 &amp; 2&#10;at a.test.ts</failure></testcase>
    <testcase name="fine" file="a.test.ts" /><testcase name="slow" file="b.test.ts"><failure type="TimeoutError" message="timed out" /></testcase>`;
  expect(readJunitFailures(xml)).toEqual([
    { file: 'a.test.ts', name: 'sum <a>', detail: 'Error: 1 & 2\nat a.test.ts' },
    { file: 'b.test.ts', name: 'slow', detail: 'timed out' },
  ]);
});

test('no test at all is a failure', async () => {
  const { code, last } = await npmTest({});
  expect(last).toBe('0 passed, 1 failed');
  expect(code).toBe(1);
});

test('a test file that prints totals of its own does not change the count', async () => {
  const { last } = await npmTest({ 'a.test.ts': `test('a', () => console.log(' 7 pass'));` });
  expect(last).toBe('1 passed, 0 failed');
});
