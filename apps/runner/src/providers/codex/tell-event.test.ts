import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { narrateTools } from '../model/tool-narrator.ts';
import { plainCommand } from './plain-command.ts';
import { readLine } from './read-line.ts';
import { tellEntry } from './tell-entry.ts';
import { tellEvent } from './tell-event.ts';
import { startTelling } from './telling.ts';

/** Tells events as the driver writes them, and what `written` makes entries of the record. */
async function tell(readOnly: boolean, ...lines: object[]): Promise<RunEventBody[]> {
  const told: RunEventBody[] = [];
  const emit = async (event: RunEventBody) => void told.push(event);
  const telling = startTelling({ emit, readOnly, tools: narrateTools(emit, () => 0) });
  for (const line of lines) {
    const read = readLine(JSON.stringify('entry' in line ? { type: 'entry', ...line } : { type: 'event', event: line }));
    if (read?.type === 'event') await tellEvent(telling, read.event);
    else if (read?.type === 'entry') await tellEntry(telling, read.entry);
    else throw new Error('no line of the driver');
  }
  return told;
}
const written = (entry: object) => ({ entry });
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

const change = { '/workspace/src/a.ts': { type: 'update', unified_diff: '@@ -1 +1 @@\n-a\n+A\n', move_path: '/workspace/src/A.ts' }, '/workspace/b.ts': { type: 'add', content: 'b\n' } };
const patched = (status: string) => written({ type: 'item_completed', item: { type: 'FileChange', id: 'call_2', changes: change, status } });

test('what a patch changed is told at its end, once, and only if it was written down before', async () => {
  const diff = '--- a/src/a.ts\n+++ b/src/A.ts\n@@ -1 +1 @@\n-a\n+A\n--- /dev/null\n+++ b/b.ts\n@@ -0,0 +1,1 @@\n+b\n';
  const [started, ended] = both(patch, { status: 'completed' });
  const told = await tell(false, started ?? {}, patched('completed'), ended ?? {}, ...both(patch, { status: 'completed' }));
  expect(told.map((event) => (event.type === 'tool' ? event.diff : 'other'))).toEqual([undefined, diff, undefined, undefined]);
  expect(await tell(false, patched('failed'), ...both(patch, { status: 'failed' }))).toMatchObject([{}, { phase: 'end', text: 'failed' }]);
});

const calls = (input: object) => written({ type: 'function_call', call_id: 'call_1', name: 'exec_command', arguments: JSON.stringify(input) });
const answered = (output: string) => written({ type: 'function_call_output', call_id: 'call_1', output });

test.each([
  ['exec_command failed: CreateProcess { message: "Rejected(\\"`/bin/sh -lc \'rm -f a\'` rejected: rm -f is not permitted\\")" }', 'denied: rm -f is not permitted'],
  ['approval policy is Never; reject command — you cannot ask for escalated permissions if the approval policy is Never', 'denied: approval policy is Never; reject command — you cannot ask for escalated permissions if the approval policy is Never'],
  ['exec_command failed: CreateProcess { message: "No such file or directory" }', 'failed'],
])('a call that the program answers with %s is told, though it makes no event of it', async (output, end) => {
  expect(await tell(false, calls({ cmd: 'rm -f a' }), answered(output), answered(output))).toMatchObject([{ name: 'shell', phase: 'start', text: 'rm -f a' }, ...(end === 'failed' ? [{ phase: 'output', text: output }] : []), { phase: 'end', text: end }]);
});

test('a call that the program carried out is told by its events alone', async () => {
  expect(await tell(false, calls({ cmd: 'cat a' }), answered('Chunk ID: 1\nProcess exited with code 1\nOutput:\nexec_command failed: Rejected'))).toEqual([]);
});

const running = answered('Chunk ID: 1\nWall time: 10 seconds\nProcess running with session ID 7\nOutput:\nhel');
const ran = (exitCode: number) => written({ type: 'item_completed', item: { type: 'CommandExecution', id: 'call_1', command: ['/bin/sh', '-lc', 'cat a.txt'], aggregated_output: 'hello\n', exit_code: exitCode } });
const started = { type: 'item.started', item: command };

test('a command that goes on holds no other back, and is told as a whole when it has ended', async () => {
  const told = await tell(false, started, calls({ cmd: 'cat a.txt' }), running, ...both({ ...command, id: 'item_9', command: 'true' }, { exit_code: 0 }), { type: 'item.completed', item: { ...command, aggregated_output: 'hello\n', exit_code: 3 } }, ran(3));
  expect(told.map((event) => (event.type === 'tool' ? `${event.phase} ${event.text}`.trim() : 'other'))).toEqual(['start cat a.txt', 'output hel', 'end still running', 'start true', 'end', 'start cat a.txt', 'output hello\n'.trim(), 'end exit 3']);
});

test.each([[0, '', 0], [-1, 'stopped', null], [137, 'stopped', null]])('one that is still running at the end of the turn is told with how it ended, %d', async (code, text, exitCode) => {
  expect((await tell(false, started, calls({ cmd: 'cat a.txt' }), running, ran(code))).slice(3)).toMatchObject([{ phase: 'start' }, { phase: 'output' }, { phase: 'end', text, exitCode }]);
});

test('a turn that was stopped leaves no tool open', async () => {
  expect(await tell(false, started, { type: 'turn.started' }, ...both(command, { exit_code: 0 }))).toMatchObject([{ phase: 'start' }, { phase: 'end', text: 'stopped' }, { phase: 'start' }, { phase: 'end', exitCode: 0 }]);
});

test.each([
  ["/bin/sh -lc 'echo \"a\"'", 'echo "a"'], ['/bin/sh -lc "echo \'a\' \\"\\$HOME\\""', `echo 'a' "$HOME"`], ['/usr/bin/bash -lc ls', 'ls'], [`/bin/sh -lc 'it'"'"'s'`, "it's"], ['cat a', 'cat a'],
])('%s is told as %s', (line, shown) => expect(plainCommand(line)).toBe(shown));
