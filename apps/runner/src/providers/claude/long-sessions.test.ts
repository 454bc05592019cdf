import { expect, setDefaultTimeout, test } from 'bun:test';
import { contest } from '../../testing/contest.ts';
import { checkTranscript } from '../conformance/check-transcript.ts';
import { contestants } from '../conformance/contestants.ts';

setDefaultTimeout(60_000);

const claude = contestants.find(({ provider }) => provider === 'claude');
if (!claude) throw new Error('unreachable');

const shell = (command: string) => ({ tool: 'shell' as const, command });

test('a conversation that has grown too long is summed up, and goes on', async () => {
  await using run = await contest(claude, { steps: [{ use: shell('echo one'), usage: { input: 995_000 } }, { use: shell('echo two > a.txt') }, { say: 'Done.' }] });
  const end = await run.done;
  expect(end).toMatchObject({ status: 'succeeded', output: { changed: true } });
  expect(run.gateway.requests.map(({ answeredBy }) => answeredBy.kind)).toContain('summary');
  expect(end.events).toContainEqual(expect.objectContaining({ type: 'checkpoint' }));
});

test('several tools at once are told one after the other', async () => {
  await using run = await contest(claude, { steps: [{ use: [shell('sleep 0.3; echo first'), { tool: 'read', path: 'a.txt' }, shell('echo third; exit 4')] }, { say: 'Done.' }] });
  const end = await run.done;
  checkTranscript(end.events);
  expect(end.events.flatMap((event) => (event.type === 'tool' && event.phase !== 'output' ? [[event.name, event.phase, event.exitCode ?? null]] : []))).toEqual([
    ['Bash', 'start', null], ['Bash', 'end', 0], ['Read', 'start', null], ['Read', 'end', null], ['Bash', 'start', null], ['Bash', 'end', 4],
  ]);
});

test('a gigabyte of output is cut, not kept', async () => {
  await using run = await contest(claude, { steps: [{ use: shell('yes | head -c 1000000000') }, { say: 'Done.' }], work: { limits: { memoryMb: 2048, maxProcesses: 512, diskMb: 3000, timeoutSeconds: 60 } } });
  const before = process.memoryUsage.rss();
  const end = await run.done;
  expect(['succeeded', 'failed']).toContain(end.status);
  expect(JSON.stringify(end.events).length).toBeLessThan(1_000_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300_000_000);
});

test('a command that writes to the program\'s own output, a line without end or messages without end, fills no memory of the runner', async () => {
  const message = JSON.stringify({ type: 'assistant', message: { content: [{ type: 'text', text: 'x'.repeat(900) }] } });
  const forge = (what: string) => `for p in /proc/[0-9]*; do if tr '\\0' ' ' < $p/cmdline | grep -q '^/opt/lime/agent/claude'; then ${what} > $p/fd/1; fi; done 2> /dev/null`;
  await using run = await contest(claude, { steps: [{ use: shell(forge(`(tr '\\0' a < /dev/zero | head -c 1000000000; echo; yes '${message}' | head -c 300000000)`)) }, { say: 'Done.' }] });
  const before = process.memoryUsage.rss();
  const end = await run.done;
  expect(end.events).toContainEqual(expect.objectContaining({ code: 'transcript_full' }));
  expect(process.memoryUsage.rss() - before).toBeLessThan(500_000_000);
});
