import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { narrateTools } from '../model/tool-narrator.ts';
import { readLine } from './read-line.ts';
import { tellEvent } from './tell-event.ts';

/** Tells events as the driver writes them. */
async function tell(readOnly: boolean, ...events: object[]): Promise<RunEventBody[]> {
  const told: RunEventBody[] = [];
  const emit = async (event: RunEventBody) => void told.push(event);
  const tools = narrateTools(emit, () => 0);
  for (const event of events) {
    const read = readLine(JSON.stringify({ type: 'event', event }));
    if (read?.type === 'event') await tellEvent({ emit, tools, turn: 1, readOnly }, read.event);
  }
  return told;
}
const both = (item: object, ended: object) => [{ type: 'item.started', item }, { type: 'item.completed', item: { ...item, ...ended } }];
const command = { id: 'item_1', type: 'command_execution', command: "/bin/sh -lc 'cat a.txt'", aggregated_output: '', exit_code: null, status: 'in_progress' };
const patch = { id: 'item_2', type: 'file_change', changes: [{ path: '/workspace/src/a.ts', kind: 'update' }, { path: '/workspace/b.ts', kind: 'add' }], status: 'in_progress' };

test('a command is told without the shell around it, with its output and exit code', async () => {
  expect(await tell(false, ...both(command, { aggregated_output: 'hello\n', exit_code: 3, status: 'failed' }))).toEqual([
    { type: 'tool', name: 'shell', phase: 'start', text: 'cat a.txt' },
    { type: 'tool', name: 'shell', phase: 'output', text: 'hello\n' },
    { type: 'tool', name: 'shell', phase: 'end', text: 'exit 3', exitCode: 3, durationMs: 0 },
  ]);
});

test('a patch is told by its files; one that fails in a read-only workspace is a denial', async () => {
  expect(await tell(false, ...both(patch, { status: 'completed' }))).toMatchObject([{ text: 'src/a.ts, b.ts' }, { phase: 'end', text: '' }]);
  expect(await tell(false, ...both(patch, { status: 'failed' }))).toMatchObject([{}, { text: 'failed' }]);
  expect(await tell(true, ...both(patch, { status: 'failed' }))).toMatchObject([{}, { text: 'denied: the workspace is read-only' }]);
});

test('words are told once, when they are whole; troubles are told as what they are', async () => {
  const words = { id: 'item_3', type: 'agent_message', text: 'Done.' };
  expect(await tell(false, { type: 'item.started', item: words }, { type: 'item.completed', item: words })).toEqual([{ type: 'message', role: 'assistant', text: 'Done.' }]);
  expect(await tell(false, { type: 'error', message: 'Reconnecting... 1/2' }, { type: 'item.completed', item: { id: 'item_4', type: 'error', message: 'odd' } })).toEqual([{ type: 'status', text: 'Reconnecting... 1/2' }, { type: 'status', text: 'odd' }]);
});

test('what is no message of the driver, or not one that we know, gives nothing', async () => {
  for (const line of ['', 'not json', '{}', '{"type":"turn","ok":true}', '{"type":"event","event":{"type":"item.completed","item":{"type":"todo_list","id":"1"}}}']) {
    expect([line, readLine(line)]).toEqual([line, null]);
  }
});
