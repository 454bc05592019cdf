import { expect, setDefaultTimeout, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { contest, waitFor } from '../../testing/contest.ts';
import { checkTranscript } from '../conformance/check-transcript.ts';
import { contestants } from '../conformance/contestants.ts';

setDefaultTimeout(60_000);

const codex = contestants.find(({ provider }) => provider === 'codex');
if (!codex) throw new Error('unreachable');

/** A command that the model waits a quarter of a second for; by default it waits 10 s. */
const briefly = (cmd: string) => ({ use: { call: { name: 'exec_command', input: { cmd, yield_time_ms: 250 } } } });
const toolsIn = (events: readonly RunEventBody[]) => events.flatMap((event) => (event.type === 'tool' ? [`${event.phase} ${event.text}`.trim()] : []));

test('a command that the model does not wait for is told as still running, and again when it has ended', async () => {
  const long = `echo begun; ${waitFor('go')}; echo over; exit 3`;
  const short = `touch go; ${waitFor('never')}`;
  await using run = await contest(codex, { steps: [briefly(long), { use: { tool: 'shell', command: 'touch go; sleep 1; echo next' } }, briefly(short), { say: 'Done.' }] });
  const end = await run.done;
  expect(end.status).toBe('succeeded');
  const told = toolsIn(end.events);
  expect(told.slice(0, 3)).toEqual([`start ${long}`, 'output begun', 'end still running']);
  // Which of the two ends first is theirs to say; neither is told in the middle of the other.
  const next = ['start touch go; sleep 1; echo next', 'output next', 'end'];
  const again = [`start ${long}`, 'output begun\nover', 'end exit 3'];
  expect([[...next, ...again], [...again, ...next]]).toContainEqual(told.slice(3, 9));
  // The program kills what still runs when its turn is over.
  expect(told.slice(9)).toEqual([`start ${short}`, 'end still running', `start ${short}`, 'end stopped']);
  checkTranscript(end.events);
});
