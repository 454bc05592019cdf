import { expect, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { narrateTools } from '../model/tool-narrator.ts';
import type { ClaudeMessage } from './read-message.ts';
import { tellMessage } from './tell-message.ts';

async function tell(...messages: ClaudeMessage[]): Promise<RunEventBody[]> {
  const events: RunEventBody[] = [];
  const emit = async (event: RunEventBody) => void events.push(event);
  const telling = { emit, tools: narrateTools(emit, () => 0), inUse: new Map<string, string>() };
  for (const message of messages) await tellMessage(telling, message);
  return events;
}
const uses = (name: string, input: Record<string, unknown>): ClaudeMessage => ({ kind: 'uses', id: '1', name, input });
const used = (text: string, failed = false): ClaudeMessage => ({ kind: 'used', id: '1', text, failed, edited: null });
const toolEnd = (events: RunEventBody[]) => events.flatMap((event) => (event.type === 'tool' && event.phase === 'end' ? [[event.text, event.exitCode]] : []))[0];

test('a command is told with its output and exit code', async () => {
  expect(await tell(uses('Bash', { command: 'ls', description: 'List' }), used('a.txt'))).toMatchObject([{ phase: 'start', text: 'ls' }, { phase: 'output', text: 'a.txt' }, { phase: 'end', exitCode: 0 }]);
  const failing = await tell(uses('Bash', { command: 'false' }), used('Exit code 127\nnot found', true));
  expect(failing).toMatchObject([{ phase: 'start' }, { phase: 'output', text: 'not found' }, { phase: 'end', exitCode: 127, text: 'exit 127' }]);
});

test('a file is told by its path, and its content only when it could not be read', async () => {
  expect(await tell(uses('Read', { file_path: '/workspace/src/a.ts' }), used('1 secret'))).toMatchObject([{ text: 'src/a.ts' }, { phase: 'end', text: '' }]);
  expect(await tell(uses('Read', { file_path: '/workspace/b.ts' }), used('File does not exist.', true))).toMatchObject([{}, { phase: 'output', text: 'File does not exist.' }, { text: 'failed' }]);
});

test.each([
  ['<tool_use_error>Error: No such tool available: WebFetch</tool_use_error>'],
  ['Permission to use Edit has been denied.'],
  ['Claude requested permissions to write to /etc/passwd, but you haven\'t granted it yet.'],
])('%s is told as denied', async (text) => expect(toolEnd(await tell(uses('X', {}), used(text, true)))).toEqual(['denied', null]));

test('a denial that is announced counts, whatever the tool says after it', async () => {
  expect(toolEnd(await tell(uses('Bash', { command: 'x' }), { kind: 'denied', id: '1', text: 'by rule' }, used('…', true)))).toEqual(['denied: by rule', null]);
});

test('a command that failed because the system denied it is a failure of its own', async () => {
  expect(toolEnd(await tell(uses('Bash', { command: 'cat /etc/shadow' }), used('Exit code 1\ncat: /etc/shadow: Permission denied', true)))).toEqual(['exit 1', 1]);
});

test('an edit is told with what it changed, a new file with what it holds, a failed one with neither', async () => {
  const hunk = { oldStart: 2, oldLines: 1, newStart: 2, newLines: 1, lines: ['-a', '+b'] };
  const edited = { filePath: '/workspace/src/a.ts', structuredPatch: [hunk, { ...hunk, oldStart: 9, newStart: 9 }], content: '' };
  const created = { filePath: '/workspace/b.ts', structuredPatch: [], type: 'create', content: 'b\n' };
  const diffs = async (message: ClaudeMessage) => (await tell(uses('Edit', { file_path: '/workspace/a' }), message)).flatMap((event) => (event.type === 'tool' && event.phase === 'end' ? [event.diff] : []));
  expect(await diffs({ kind: 'used', id: '1', text: 'ok', failed: false, edited })).toEqual(['--- a/src/a.ts\n+++ b/src/a.ts\n@@ -2,1 +2,1 @@\n-a\n+b\n@@ -9,1 +9,1 @@\n-a\n+b\n']);
  expect(await diffs({ kind: 'used', id: '1', text: 'ok', failed: false, edited: created })).toEqual(['--- /dev/null\n+++ b/b.ts\n@@ -0,0 +1,1 @@\n+b\n']);
  expect(await diffs({ kind: 'used', id: '1', text: 'no', failed: true, edited })).toEqual([undefined]);
});

test('silence is not told', async () => {
  expect(await tell({ kind: 'says', text: ' \n' })).toEqual([]);
});
