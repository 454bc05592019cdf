import { readFile } from 'node:fs/promises';
import { expect, test } from 'bun:test';
import { parse } from 'yaml';
import { parseScript } from './read-script.ts';

test('every script of the guide is a script', async () => {
  const guide = await readFile(new URL('../../../../docs/scripted-model.md', import.meta.url), 'utf8');
  const scripts = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parseScript(parse(text)));
  expect(scripts.map((script) => script.rules[0]?.steps.length)).toEqual([4, 4]);
});
