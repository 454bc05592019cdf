import { posix } from 'node:path';
import { type PlainTool } from '../script/script.ts';
import { type ToolCall } from './answer.ts';

/** The tools of opencode: Claude Code's by their work, under small names and with other words for what they take. */
export function mapToOpencode(use: PlainTool, folder: string): ToolCall {
  const call = (name: string, input: Record<string, unknown>): ToolCall => ({ kind: 'function', name, input });
  const absolute = (path: string) => posix.resolve(folder, path);
  switch (use.tool) {
    case 'read':
      return call('read', { filePath: absolute(use.path) });
    case 'write':
      return call('write', { filePath: absolute(use.path), content: use.content });
    case 'edit':
      return call('edit', { filePath: absolute(use.path), oldString: use.find, newString: use.replace });
    case 'shell':
      return call('bash', { command: use.command, description: 'Run a command' });
    case 'search':
      return call('grep', { pattern: use.pattern, path: absolute(use.path) });
  }
}
