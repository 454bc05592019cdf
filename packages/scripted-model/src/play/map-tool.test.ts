import { expect, test } from 'bun:test';
import { type Conversation, type OfferedTool } from '../conversation/conversation.ts';
import { type ToolUse } from '../script/script.ts';
import { mapTool } from './map-tool.ts';

const offer = (protocol: Conversation['protocol'], tools: OfferedTool[], results: string[] = []): Conversation => ({
  protocol,
  tools,
  moments: [{ said: 'x', results: [], all: 'x' }, { said: '', results, all: results.join('\n') }],
  model: 'm',
  system: '',
  session: '',
  isStreaming: false,
  length: 0,
  maxOutput: null,
});
const functions = (...names: string[]) => names.map((name): OfferedTool => ({ kind: 'function', name }));
const call = (use: ToolUse, conversation: Conversation) => mapTool(use, conversation, '/repo');
const shell: ToolUse = { tool: 'shell', command: 'echo 1' };
const edit: ToolUse = { tool: 'edit', path: 'a.js', find: 'floor(x)', replace: 'round(x)' };
const write: ToolUse = { tool: 'write', path: 'b/c.md', content: 'one\n\nthree\n' };
const search: ToolUse = { tool: 'search', pattern: "it's", path: 'src' };

test('Claude Code: its names, with absolute paths', () => {
  const claude = offer('anthropic', functions('Read', 'Write', 'Edit', 'Bash', 'Grep'));
  expect(call({ tool: 'read', path: './a.js' }, claude)).toEqual({ kind: 'function', name: 'Read', input: { file_path: '/repo/a.js' } });
  expect(call({ tool: 'read', path: '/etc/passwd' }, claude)).toMatchObject({ input: { file_path: '/etc/passwd' } });
  expect(call(write, claude)).toMatchObject({ name: 'Write', input: { file_path: '/repo/b/c.md', content: 'one\n\nthree\n' } });
  expect(call(edit, claude)).toMatchObject({ name: 'Edit', input: { old_string: 'floor(x)', new_string: 'round(x)' } });
  expect(call(shell, claude)).toMatchObject({ name: 'Bash', input: { command: 'echo 1' } });
  expect(call(search, claude)).toMatchObject({ name: 'Grep', input: { pattern: "it's", path: '/repo/src' } });
});

test('Claude Code: without Grep the shell searches; a tool that is not offered is called all the same', () => {
  expect(call(search, offer('anthropic', functions('Bash')))).toMatchObject({ name: 'Bash', input: { command: String.raw`grep -rnE -e 'it'\''s' -- src` } });
  expect(call(edit, offer('anthropic', functions('Read', 'Grep')))).toMatchObject({ name: 'Edit' });
});

test('opencode: its names, by either protocol', () => {
  for (const protocol of ['anthropic', 'openai'] as const) {
    const opencode = offer(protocol, functions('bash', 'read', 'edit', 'write', 'grep', 'task'));
    expect(call({ tool: 'read', path: 'a.js' }, opencode)).toEqual({ kind: 'function', name: 'read', input: { filePath: '/repo/a.js' } });
    expect(call(write, opencode)).toMatchObject({ name: 'write', input: { filePath: '/repo/b/c.md' } });
    expect(call(edit, opencode)).toMatchObject({ name: 'edit', input: { filePath: '/repo/a.js', oldString: 'floor(x)', newString: 'round(x)' } });
    expect(call(shell, opencode)).toMatchObject({ name: 'bash', input: { command: 'echo 1' } });
    expect(call(search, opencode)).toMatchObject({ name: 'grep', input: { pattern: "it's", path: '/repo/src' } });
  }
});

test.each([
  [functions('exec_command'), { kind: 'function', name: 'exec_command', input: { cmd: 'echo 1' } }],
  [functions('shell_command'), { kind: 'function', name: 'shell_command', input: { command: 'echo 1' } }],
  [functions('shell'), { kind: 'function', name: 'shell', input: { command: ['bash', '-lc', 'echo 1'] } }],
  [[{ kind: 'local_shell', name: 'local_shell' } as const], { kind: 'local_shell', command: ['bash', '-lc', 'echo 1'] }],
])('Codex: the shell under the name that is offered', (tools, expected) => {
  expect(call(shell, offer('openai', tools))).toEqual(expected as never);
});

const addition = '*** Begin Patch\n*** Add File: b/c.md\n+one\n+\n+three\n*** End Patch\n';

test.each([
  [[{ kind: 'custom', name: 'apply_patch' } as const], { kind: 'custom', name: 'apply_patch', input: addition }],
  [functions('apply_patch'), { kind: 'function', name: 'apply_patch', input: { input: addition } }],
  [functions('exec_command'), { kind: 'function', name: 'exec_command', input: { cmd: `apply_patch <<'END_OF_PATCH'\n${addition}END_OF_PATCH` } }],
])('Codex: a patch in the form that is offered', (tools, expected) => {
  expect(call(write, offer('openai', tools))).toEqual(expected as never);
});

const codex = (...results: string[]) => offer('openai', [{ kind: 'custom', name: 'apply_patch' }], results);
const patchOf = (use: ToolUse, ...results: string[]) => {
  const { input } = call(use, codex(...results)) as { input: string };
  return input.split('\n').slice(3, -2);
};

test('Codex: an edit is widened to the lines that a tool has shown', () => {
  expect(patchOf(edit, 'Output:\nconst a = floor(x);\nnext\n')).toEqual(['-const a = floor(x);', '+const a = round(x);']);
  expect(patchOf(edit, 'a.js:12:  const a = floor(x);\n')).toEqual(['-  const a = floor(x);', '+  const a = round(x);']);
  expect(patchOf({ tool: 'edit', path: 'a.js', find: 'b\nc', replace: 'B' }, 'ab\ncd')).toEqual(['-ab', '-cd', '+aBd']);
  expect(patchOf(edit)).toEqual(['-floor(x)', '+round(x)']);
});

test('Codex: lines can be taken away whole', () => {
  expect(patchOf({ tool: 'edit', path: 'a.js', find: 'b\n', replace: '' }, 'a\nb\nc\n')).toEqual(['-b']);
});

test('a tool by its exact name goes out as it is written', () => {
  expect(call({ call: { name: 'Task', input: { a: 1 } } }, codex())).toEqual({ kind: 'function', name: 'Task', input: { a: 1 } });
  expect(call({ call: { name: 'apply_patch', input: 'x' } }, codex())).toEqual({ kind: 'custom', name: 'apply_patch', input: 'x' });
});

test('an agent with the names of Claude Code has them in the other protocol as well', () => {
  expect(call(shell, offer('openai', functions('Bash', 'Read')))).toMatchObject({ name: 'Bash' });
});
