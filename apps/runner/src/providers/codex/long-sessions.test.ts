import { expect, setDefaultTimeout, test } from 'bun:test';
import { contest } from '../../testing/contest.ts';
import { contestants } from '../conformance/contestants.ts';

setDefaultTimeout(60_000);

const codex = contestants.find(({ provider }) => provider === 'codex');
if (!codex) throw new Error('unreachable');

const shell = (command: string) => ({ tool: 'shell' as const, command });

test('a conversation that has grown too long is summed up, and goes on', async () => {
  await using run = await contest(codex, { steps: [{ use: shell('echo one'), usage: { input: 400_000 } }, { use: shell('echo two > a.txt') }, { say: 'Done.' }] });
  const end = await run.done;
  expect(end).toMatchObject({ status: 'succeeded', output: { changed: true } });
  expect(run.gateway.requests.map(({ answeredBy }) => answeredBy.kind)).toContain('summary');
});

test('a gigabyte of output is cut, not kept', async () => {
  await using run = await contest(codex, { steps: [{ use: shell('yes | head -c 1000000000') }, { say: 'Done.' }] });
  const before = process.memoryUsage.rss();
  const end = await run.done;
  expect(end.status).toBe('succeeded');
  expect(JSON.stringify(end.events).length).toBeLessThan(1_000_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300_000_000);
});
