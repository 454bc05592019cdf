import { posix } from 'node:path';
import { type Conversation } from '../conversation/conversation.ts';
import { type PlainTool } from '../script/script.ts';
import { type ToolCall } from './answer.ts';
import { searchCommand } from './shell-words.ts';

/** The tools of Claude Code, which wants absolute paths. */
export function mapToClaude(use: PlainTool, conversation: Conversation, folder: string): ToolCall {
  const call = (name: string, input: Record<string, unknown>): ToolCall => ({ kind: 'function', name, input });
  const absolute = (path: string) => posix.resolve(folder, path);
  switch (use.tool) {
    case 'read':
      return call('Read', { file_path: absolute(use.path) });
    case 'write':
      return call('Write', { file_path: absolute(use.path), content: use.content });
    case 'edit':
      return call('Edit', { file_path: absolute(use.path), old_string: use.find, new_string: use.replace });
    case 'shell':
      return call('Bash', { command: use.command, description: 'Run a command' });
    case 'search':
      if (!conversation.tools.some((tool) => tool.name === 'Grep') && conversation.tools.some((tool) => tool.name === 'Bash')) {
        return call('Bash', { command: searchCommand(use), description: 'Search the files' });
      }
      return call('Grep', { pattern: use.pattern, path: absolute(use.path), output_mode: 'content' });
  }
}
