import { expect, test } from 'bun:test';
import { RunEventBody } from '@lime/contracts';
import { checkTranscript } from '../conformance/check-transcript.ts';
import { narrateTools } from './tool-narrator.ts';

function begin() {
  const events: RunEventBody[] = [];
  let now = 0;
  const tools = narrateTools(async (event) => void events.push(event), () => now);
  const said = () => events.flatMap((event) => (event.type === 'tool' ? [`${event.name} ${event.phase} ${event.text}`.trim()] : []));
  return { events, tools, said, pass: (ms: number) => (now += ms) };
}
const good = (output: string) => ({ output, exitCode: 0, text: '' });

test('tools that overlap are told one after the other, each with the time that it took itself', async () => {
  const { events, tools, said, pass } = begin();
  await tools.start('1', 'A', 'a');
  await tools.start('2', 'B', 'b');
  await tools.output('2', 'early ');
  pass(5);
  await tools.end('2', good('late'));
  expect(said()).toEqual(['A start a']);
  pass(10);
  await tools.output('1', 'from a');
  await tools.end('1', { output: '', exitCode: 3, text: 'exit 3' });
  await tools.start('3', 'C', 'c');
  await tools.close();
  expect(said()).toEqual(['A start a', 'A output from a', 'A end exit 3', 'B start b', 'B output early', 'B output late', 'B end', 'C start c', 'C end stopped']);
  expect(events.flatMap((event) => (event.type === 'tool' && event.phase === 'end' ? [event.durationMs] : []))).toEqual([15, 5, 0]);
  checkTranscript(events);
});

test('a tool that goes on is told as still running, holds no other back, and is told again when it has ended, or with the agent', async () => {
  const { events, tools, said, pass } = begin();
  for (const id of ['1', '2']) await tools.start(id, `T${id}`, '');
  pass(5);
  await tools.detach('1', 'so far');
  await tools.detach('2', '');
  await tools.detach('2', '');
  await tools.start('3', 'C', '');
  pass(5);
  await tools.end('1', good('so far, and more'));
  await tools.end('3', good(''));
  await tools.close();
  expect(said()).toEqual(['T1 start', 'T1 output so far', 'T1 end still running', 'T2 start', 'T2 end still running', 'C start', 'C end', 'T1 start', 'T1 output so far, and more', 'T1 end', 'T2 start', 'T2 end stopped']);
  expect(events.flatMap((event) => (event.type === 'tool' && event.phase === 'end' ? [event.durationMs] : []))).toEqual([5, 5, 5, 10, 10]);
  checkTranscript(events);
});

test('an end that comes twice, or of a tool that never began, is not told', async () => {
  const { events, tools, said } = begin();
  await tools.end('0', good('ghost'));
  await tools.start('1', 'A', 'a');
  await tools.end('1', { output: '', exitCode: null, text: 'denied: no' });
  await tools.end('1', good('again'));
  expect(said()).toEqual(['A start a', 'A end denied: no']);
  checkTranscript(events);
});

test('a flood of output is cut, and the cut is said', async () => {
  const { tools, said } = begin();
  await tools.start('1', 'A', '');
  await tools.end('1', good('x'.repeat(50_000)));
  expect(said()[1]?.length).toBeLessThan(41_000);
  expect(said()[1]).toContain('10000 more characters');
});

test('starts without end, and names of any length, are bounded: whatever lives in the sandbox can tell of tools', async () => {
  const { events, tools } = begin();
  for (let id = 0; id < 10_000; id += 1) await tools.start(String(id), 'x'.repeat(100_000), '');
  await tools.close();
  expect(events.length).toBeLessThan(2000);
  for (const event of events) expect(RunEventBody.safeParse(event).success).toBe(true);
  checkTranscript(events);
});
