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
