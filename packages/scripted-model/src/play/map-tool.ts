import { type Conversation } from '../conversation/conversation.ts';
import { type ToolUse } from '../script/script.ts';
import { type ToolCall } from './answer.ts';
import { mapToClaude } from './claude-tools.ts';
import { mapToCodex } from './codex-tools.ts';
import { mapToOpencode } from './opencode-tools.ts';

const claudeNames = new Set(['Read', 'Write', 'Edit', 'Bash', 'Grep', 'Glob']);
const opencodeNames = ['read', 'bash'];

/**
 * The call that a use of a tool becomes in this conversation. A kind of tool that is not offered is called by the
 * name it has in that program all the same: a model that oversteps is what such a script is there to show.
 */
export function mapTool(use: ToolUse, conversation: Conversation, folder: string): ToolCall {
  if ('call' in use) return callExactly(use.call, conversation);
  if (opencodeNames.every((name) => conversation.tools.some((tool) => tool.name === name))) return mapToOpencode(use, folder);
  const isClaude = conversation.protocol === 'anthropic' || conversation.tools.some((tool) => claudeNames.has(tool.name));
  return isClaude ? mapToClaude(use, conversation, folder) : mapToCodex(use, conversation);
}

function callExactly(call: { name: string; input: Record<string, unknown> | string }, conversation: Conversation): ToolCall {
  if (typeof call.input === 'string' && conversation.protocol === 'openai') return { kind: 'custom', name: call.name, input: call.input };
  return { kind: 'function', name: call.name, input: typeof call.input === 'string' ? { input: call.input } : call.input };
}
