import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { runLime } from './testing/run-lime.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a script is served until Ctrl-C, and what it answers is told', async () => {
  const script = join(folder, 'a.yaml');
  await writeFile(script, 'rules: [{ name: greet, steps: [{ say: Hello. }] }]');
  let answer: Promise<string> | undefined;
  const { exitCode, stdout, stderr } = await runLime(['scripted-model', script], {
    onOutput: (shown, kill) => {
      const url = /OPENAI_BASE_URL=(\S+)\n/.exec(shown)?.[1];
      if (url === undefined || answer) return;
      answer = fetch(`${url}/responses`, { method: 'POST', body: JSON.stringify({ model: 'gpt-5.5', input: 'hi' }) }).then((response) => response.text());
      void answer.finally(kill);
    },
  });
  expect(await answer).toContain('"Hello."');
  expect(stdout).toMatch(/^export ANTHROPIC_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/m);
  expect([exitCode, stderr]).toEqual([0, '/v1/responses gpt-5.5: greet, step 1\n']);
});

test('a wrong script, a missing one and a wrong port are told', async () => {
  const script = join(folder, 'b.yaml');
  await writeFile(script, 'rules:\n  - steps:\n      - say: x\n        yell: y\n');
  expect(await runLime(['scripted-model', script])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`${script}:3: rules[0].steps[0]: Unrecognized key: "yell"`) });
  expect(await runLime(['scripted-model', join(folder, 'none.yaml')])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no such file') });
  await writeFile(script, 'otherwise: { say: x }');
  expect(await runLime(['scripted-model', script, '--port', 'x'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--port must be a number') });
});
