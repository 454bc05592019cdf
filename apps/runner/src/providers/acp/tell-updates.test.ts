import { expect, test } from 'bun:test';
import type { SessionUpdate, ToolCallContent } from '@agentclientprotocol/sdk';
import type { RunEventBody } from '@lime/contracts';
import { narrateTools } from '../model/tool-narrator.ts';
import { answerPermission } from './answer-permission.ts';
import { tellUpdates } from './tell-updates.ts';

async function tell(...updates: SessionUpdate[]): Promise<{ events: RunEventBody[]; answer: string }> {
  const events: RunEventBody[] = [];
  const emit = async (event: RunEventBody) => void events.push(event);
  const teller = tellUpdates({ emit, tools: narrateTools(emit, () => 0) });
  updates.forEach(teller.take);
  return { answer: await teller.endTurn(), events };
}
const says = (text: string): SessionUpdate => ({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
const content = (text: string) => [{ type: 'content' as const, content: { type: 'text' as const, text } }];

test('words that come in pieces are told as one; the last are the answer', async () => {
  const { events, answer } = await tell(says('I look '), says('first.'), { sessionUpdate: 'tool_call', toolCallId: '1', title: 'ls', kind: 'execute', status: 'in_progress' }, { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', content: content('a.txt') }, says('Done'), says('.'));
  expect(events.map((event) => (event.type === 'tool' ? event.phase : 'text' in event && event.text))).toEqual(['I look first.', 'start', 'output', 'end', 'Done.']);
  expect(answer).toBe('Done.');
});

test('a tool is told once it is known what it is used on, with the exit code where the agent tells it', async () => {
  const { events } = await tell(
    { sessionUpdate: 'tool_call', toolCallId: '1', title: 'Bash', kind: 'execute', status: 'pending' },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', title: 'cat a.txt', kind: 'execute', status: 'in_progress' },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', content: content('no\n'), rawOutput: { metadata: { exit: 3 } } },
  );
  expect(events).toMatchObject([{ phase: 'start', name: 'execute', text: 'cat a.txt' }, { phase: 'output', text: 'no\n' }, { phase: 'end', exitCode: 3, text: 'exit 3' }]);
});

test('a tool that was not the agent\'s to use is told as denied, whatever it calls that', async () => {
  const { events } = await tell(
    { sessionUpdate: 'tool_call', toolCallId: '1', title: 'edit', kind: 'edit', status: 'in_progress', rawInput: { filePath: '/workspace/src/a.ts' } },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', content: content("Model tried to call unavailable tool 'Edit'.") },
  );
  expect(events).toMatchObject([{ text: 'src/a.ts' }, { phase: 'output' }, { phase: 'end', text: 'denied' }]);
});

test('an edit is told with what it changed: by the agent\'s own diff, else by the texts that the protocol gives', async () => {
  const edit = (parts: ToolCallContent[], rawOutput: object, rawInput: object = { filePath: '/workspace/a.ts' }): SessionUpdate[] => [
    { sessionUpdate: 'tool_call', toolCallId: '1', title: 'edit', kind: 'edit', status: 'in_progress', rawInput },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', content: parts, rawOutput },
  ];
  const diff = async (updates: SessionUpdate[]) => (await tell(...updates)).events.flatMap((event) => (event.type === 'tool' && event.phase === 'end' ? [event.diff] : []));
  const texts = { type: 'diff' as const, path: '/workspace/a.ts', oldText: 'a\nb\n', newText: 'a\nc\n' };
  const byTexts = '--- a/a.ts\n+++ b/a.ts\n@@ -2,1 +2,1 @@\n-b\n+c\n';
  expect(await diff(edit([texts], {}))).toEqual([byTexts]);
  expect(await diff(edit([{ ...texts, oldText: null }], {}))).toEqual(['--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,2 @@\n+a\n+c\n']);
  expect(await diff(edit([texts], { metadata: { diff: 'Index: a\n--- a\n+++ a\n@@ -7,1 +7,1 @@\n-b\n+c\n' } }))).toEqual([byTexts.replace('-2,1 +2,1', '-7,1 +7,1')]);
  expect(await diff(edit([], { metadata: { exists: false } }, { filePath: '/workspace/b', content: 'b\n' }))).toEqual(['--- /dev/null\n+++ b/b\n@@ -0,0 +1,1 @@\n+b\n']);
  expect(await diff(edit([], { metadata: { exists: true } }, { filePath: '/workspace/b', content: 'b\n' }))).toEqual([undefined]);
});

test('what an agent asks for is denied', () => {
  const options = [{ optionId: 'a', name: 'Yes', kind: 'allow_once' as const }, { optionId: 'r', name: 'No', kind: 'reject_once' as const }];
  expect(answerPermission({ options })).toEqual({ outcome: { outcome: 'selected', optionId: 'r' } });
  expect(answerPermission({ options: options.slice(0, 1) })).toEqual({ outcome: { outcome: 'cancelled' } });
});

test('a message without end is cut, not kept', async () => {
  const { answer } = await tell(...Array.from({ length: 60 }, () => says('x'.repeat(100_000))));
  expect(answer.length).toBeLessThan(5_000_000);
});
