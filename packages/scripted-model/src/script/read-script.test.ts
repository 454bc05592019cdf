import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startScriptedModel } from '../server/start-scripted-model.ts';
import { readScript } from './read-script.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scripts-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Reads a script of this text; the folder is left out of what is told. */
async function read(name: string, text: string) {
  await writeFile(join(folder, name), text);
  const result = await readScript(join(folder, name));
  return result.kind === 'script' ? result : { ...result, error: result.error.replaceAll(`${folder}/`, '') };
}

test('YAML, with times, sizes and defaults read', async () => {
  const result = await read(
    'a.yaml',
    `
name: fix the price
rules:
  - when: { prompt: /cent short/i, toolResult: pass }
    steps:
      - say: I look first.
        use: { tool: read, path: src/money.js }
      - use: { call: { name: Task, input: { a: [1, null] } } }
      - { huge: 2KB, fault: { slow: 1.5s } }
otherwise: { say: "I have nothing to do." }
`,
  );
  expect(result).toMatchObject({
    kind: 'script',
    script: { rules: [{ when: { prompt: '/cent short/i' }, steps: [{}, { use: { call: { input: { a: [1, null] } } } }, { huge: 2048, fault: { slow: 1500, times: 1 } }] }] },
  });
});

test('what was read can be read again, and played', async () => {
  const result = await read('again.yaml', 'otherwise: { say: x, pace: { chunk: 2, every: 5ms }, fault: { slow: { each: 2s }, times: always } }');
  if (result.kind !== 'script') throw new Error(result.error);
  await (await startScriptedModel({ script: result.script })).close();
});

test('JSON and modules', async () => {
  expect(await read('a.json', '{"otherwise":{"say":"x"}}')).toMatchObject({ kind: 'script' });
  expect(await read('a.ts', 'const text: string = "x"; export default { otherwise: { say: text } };')).toMatchObject({ kind: 'script', script: { otherwise: { say: 'x' } } });
  expect(await read('b.ts', 'export const script = {};')).toEqual({ kind: 'invalid', error: 'b.ts: the module must export the script by default' });
  expect(await read('c.ts', 'export default { otherwise: { sai: 1 } };')).toMatchObject({ kind: 'invalid', error: expect.stringContaining('c.ts: otherwise: Unrecognized key: "sai"') });
});

test('a missing file is told apart', async () => {
  expect(await readScript(join(folder, 'none.yaml'))).toEqual({ kind: 'missing', error: `${folder}/none.yaml: there is no such file` });
});

test.each([
  ['no YAML', 'rules:\n  - steps: [\n', 'x.yaml:3: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['empty', '', 'x.yaml:1: the script: Invalid input: expected object, received null'],
  ['unknown word', 'rules:\n  - steps:\n      - say: x\n        yell: y\n', 'x.yaml:3: rules[0].steps[0]: Unrecognized key: "yell"'],
  ['unknown tool', 'rules:\n  - steps:\n      - use: { tool: dance }\n', 'x.yaml:3: rules[0].steps[0].use.tool: Invalid discriminator value. Expected \'read\' | \'write\' | \'edit\' | \'shell\' | \'search\''],
  ['missing argument', 'rules:\n  - steps:\n      - use:\n          tool: edit\n          path: a\n          find: b\n', 'x.yaml:4: rules[0].steps[0].use.replace: Invalid input: expected string, received undefined'],
  ['one of several uses', 'rules:\n  - steps:\n      - use:\n          - { tool: read, path: a }\n          - { tool: read }\n', 'x.yaml:5: rules[0].steps[0].use[1].path: Invalid input: expected string, received undefined'],
  ['bad pattern', 'rules:\n  - when: { prompt: "/(/" }\n    steps: [{ say: x }]\n', 'x.yaml:2: rules[0].when.prompt: is no regular expression that JavaScript understands'],
  ['bad time', 'otherwise:\n  say: x\n  fault: { slow: soon }\n', 'x.yaml:3: otherwise.fault.slow: must be a time such as 500ms, 2s or 1m, not "soon"'],
  ['two faults', 'otherwise:\n  say: x\n  fault: { status: 500, malformed: true }\n', 'x.yaml:3: otherwise.fault: a fault has exactly one of slow, cut, status, malformed, silence'],
  ['nothing to do', 'rules:\n  - steps: [{}]\n', 'x.yaml:2: rules[0].steps[0]: a step must have one of say, use, huge, wrongTool, fault'],
])('%s: told with its line', async (_, text, error) => {
  expect(await read('x.yaml', text)).toEqual({ kind: 'invalid', error });
});
