import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelsFile } from './models-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-models-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string): Promise<unknown> {
  const path = join(folder, 'models.json');
  await Bun.write(path, text);
  const answer = await readModelsFile(path);
  return answer.kind === 'ok' ? answer.file : answer.message.replaceAll(`${path}: `, '').split('\n');
}

test('a file that is there and right is read, with what it leaves out', async () => {
  expect(await read('{"upstreams":[{"name":"local","protocol":"openai","baseUrl":"http://127.0.0.1:8080/v1/","models":{"qwen":{"input":0,"output":0}}}]}')).toEqual({
    upstreams: [{ name: 'local', protocol: 'openai', baseUrl: 'http://127.0.0.1:8080/v1', models: { qwen: { input: 0, output: 0 } } }],
    prices: {}, unknownModels: 'refuse', defaults: {}, serverTools: [], defaultMaxCostCents: 500,
  });
});

test.each([
  ['{', ['the file: is missing']],
  ['[]', ['the file: Invalid input: expected object, received array']],
  ['{"upstreams":[{"name":"a","protocol":"gemini","baseUrl":"ftp://x"}]}', ['upstreams.0.protocol: must be anthropic or openai', 'upstreams.0.baseUrl: must be an http:// or https:// URL']],
  ['{"upstreams":[{"protocol":"openai","baseUrl":"http://x"}]}', ['upstreams.0.name: is missing']],
  ['{"upstreams":[{"name":"a","protocol":"openai","baseUrl":"http://x","keyEnv":"sk-ant-secret"}]}', ['upstreams.0.keyEnv: must be the name of a variable, not a key']],
  ['{"prices":{"m":{"input":-1,"output":1}}}', ['prices.m.input: Too small: expected number to be >=0']],
  ['{"unknownModels":"allow"}', ['unknownModels: must be "refuse" or a price']],
  ['{"defaults":{"clod":"m"}}', ['defaults: Unrecognized key: "clod"']],
  ['{"serverTools":["web_fetch_20250910","web_search_20250305","container"]}', ['serverTools.1: has a price of its own, which is not metered: agents cannot have it', 'serverTools.2: has a price of its own, which is not metered: agents cannot have it']],
  ['{"upstream":[]}', ['the file: Unrecognized key: "upstream"']],
])('%s is refused with the place of each fault', async (text, told) => {
  expect(await read(text)).toEqual(told);
});

test('a file that is not there is told', async () => {
  expect(await readModelsFile(join(folder, 'none.json'))).toEqual({ kind: 'wrong', message: `there is no file ${join(folder, 'none.json')}` });
});
