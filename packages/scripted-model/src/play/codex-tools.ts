import { type Conversation } from '../conversation/conversation.ts';
import { type PlainTool } from '../script/script.ts';
import { type ToolCall } from './answer.ts';
import { addFilePatch, editPatch } from './patch.ts';
import { quote, searchCommand } from './shell-words.ts';

/** The tools of Codex: a shell under one of its several names, and `apply_patch`. */
export function mapToCodex(use: PlainTool, conversation: Conversation): ToolCall {
  switch (use.tool) {
    case 'read':
      return callShell(`cat -- ${quote(use.path)}`, conversation);
    case 'write':
      return applyPatch(addFilePatch(use), conversation);
    case 'edit':
      return applyPatch(editPatch(use, seenTexts(conversation)), conversation);
    case 'shell':
      return callShell(use.command, conversation);
    case 'search':
      return callShell(searchCommand(use), conversation);
  }
}

function callShell(command: string, { tools }: Conversation): ToolCall {
  const call = (name: string, input: Record<string, unknown>): ToolCall => ({ kind: 'function', name, input });
  const words = ['bash', '-lc', command];
  if (tools.some((tool) => tool.kind === 'local_shell')) return { kind: 'local_shell', command: words };
  const offered = tools.find((tool) => ['exec_command', 'shell_command', 'shell'].includes(tool.name))?.name;
  if (offered === 'shell') return call('shell', { command: words });
  if (offered === 'shell_command') return call('shell_command', { command });
  return call('exec_command', { cmd: command });
}

/** Without the tool itself Codex takes the patch from a shell command of that form. */
function applyPatch(patch: string, conversation: Conversation): ToolCall {
  const tool = conversation.tools.find((offered) => offered.name === 'apply_patch');
  if (tool?.kind === 'custom') return { kind: 'custom', name: 'apply_patch', input: patch };
  if (tool) return { kind: 'function', name: 'apply_patch', input: { input: patch } };
  return callShell(`apply_patch <<'END_OF_PATCH'\n${patch}END_OF_PATCH`, conversation);
}

/** What the tools have shown so far, the newest first. */
function seenTexts(conversation: Conversation): string[] {
  return conversation.moments.flatMap((moment) => moment.results).toReversed();
}
