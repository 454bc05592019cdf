import { afterAll, expect, test } from 'bun:test';
import { openScriptPool } from './open-script-pool.ts';

const pool = openScriptPool({ size: 2 });
afterAll(() => pool.close());

const run = (code: string, rest: Partial<Parameters<typeof pool.run>[0]> = {}) => pool.run({ code, context: JSON.stringify({ event: 'ticket_created', payload: { n: 2 } }), timeoutMs: 2000, outputBytes: 65_536, ...rest });

test.each([
  ['an arrow function', 'export default (context) => ({ saw: context.event })', '{"saw":"ticket_created"}'],
  ['an async function', 'export default async ({ payload }) => { await 0; return payload.n + 1; }', '3'],
  ['a last expression', 'const n = context.payload.n;\n({ n })', '{"n":2}'],
  ['a function as last expression', '(context) => context.payload', '{"n":2}'],
  ['a value', 'export default 7', '7'],
  ['a function under another name', 'const f = () => 1; export { f as default }', '1'],
  ['nothing', 'export default () => {}', 'null'],
])('%s is run', async (_, code, json) => {
  expect(await run(code)).toMatchObject({ kind: 'returned', json });
});

test('what it logs is kept, up to a bound', async () => {
  expect(await run('export default () => { console.log("a", { b: 1 }); console.error("c") }')).toMatchObject({ log: 'a {"b":1}\nc' });
  const { log } = await run('export default () => { for (let i = 0; i < 1000; i++) console.log("x".repeat(1000)) }');
  expect(log.length).toBeLessThan(34_000);
});

test('what it throws is told with its line', async () => {
  expect(await run('\n\nexport default () => {\n  throw new TypeError("no");\n}')).toMatchObject({ kind: 'threw', message: 'TypeError: no', line: 4 });
  expect(await run('export default () => { throw { a: 1 } }')).toMatchObject({ kind: 'threw', message: '{"a":1}' });
});

test.each([
  'export default ({ payload }) => payload', 'export default ({ a }) => { return a }', 'export default async () => { await 0 }', 'const x = await 1; export default x', '1', '(a) => a', 'throw new Error("not run")',
  'export default (a: { b: number }): number => a.b as number', 'interface A { b: string }\nexport default (a: A) => a.b!',
])('%s can be read, and is not run for that', async (source) => {
  const prepared = await pool.prepare(source, { compile: true });
  expect(prepared.kind).toBe('sound');
  expect(prepared.kind === 'sound' && prepared.code.length).toBe(source.length);
});

test.each([
  ['let x = ;', 1, 9], ['const a = 1;\n let x = ;', 2, 10], ['enum A { B }', 1, 1], ['import fs from "fs"; export default 1', null, null], ['('.repeat(30_000), null, null], ['return 1', 1, 1],
])('%s is flawed, with the place', async (source, line, column) => {
  expect(await pool.prepare(source, { compile: true })).toMatchObject({ kind: 'flawed', message: expect.any(String), line, column });
});
