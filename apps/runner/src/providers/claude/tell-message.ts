import type { RunEventBody } from '@lime/contracts';
import { editDiff, hunkBetween, inRepository } from '../model/edit-diff.ts';
import type { ToolEnd, ToolNarrator } from '../model/tool-narrator.ts';
import type { ClaudeEdit, ClaudeMessage } from './read-message.ts';

/** What a file holds is no news in a transcript; that it was read is. */
const QUIET = new Set(['Read', 'Edit', 'Write']);

type Telling = { emit: (event: RunEventBody) => Promise<void>; tools: ToolNarrator; /** Names of the tools in use, by the id of their use. */ inUse: Map<string, string> };

/** Puts what the program says into the transcript. Results are not told here: the conversation judges them. */
export async function tellMessage({ emit, tools, inUse }: Telling, message: ClaudeMessage): Promise<void> {
  switch (message.kind) {
    case 'says':
      if (message.text.trim() !== '') await emit({ type: 'message', role: 'assistant', text: message.text });
      return;
    case 'uses':
      inUse.set(message.id, message.name);
      return tools.start(message.id, message.name, describeUse(message.input));
    case 'used':
      return tools.end(message.id, endOf(inUse.get(message.id) ?? '', message));
    case 'denied':
      return tools.end(message.id, { output: '', exitCode: null, text: `denied: ${message.text}` });
    case 'compacted':
      return emit({ type: 'checkpoint', text: `The conversation had grown long and was summed up${message.to === null ? '' : `: ${message.from} tokens became ${message.to}`}.` });
    case 'retries':
      return emit({ type: 'status', text: `The model did not answer${message.status === null ? '' : ` (${message.status})`}; trying again, ${message.attempt} of ${message.of}` });
    case 'started':
      return emit({ type: 'status', text: `Claude is at work (${message.model})` });
    case 'result':
  }
}

/** The one input that says what a use is about: a command, a path, a pattern. */
function describeUse(input: Record<string, unknown>): string {
  const said = [input['command'], input['file_path'], input['pattern'], input['path']].find((value) => typeof value === 'string' && value !== '');
  const text = typeof said === 'string' ? said : JSON.stringify(input);
  return inRepository(text).slice(0, 4_000);
}

/** The program tells a command's exit code only in words, and only when it is not 0. */
function endOf(name: string, { text, failed, edited }: Extract<ClaudeMessage, { kind: 'used' }>): ToolEnd {
  if (!failed) return { output: QUIET.has(name) ? '' : text, exitCode: name === 'Bash' ? 0 : null, text: '', ...(edited && { diff: diffOf(edited) }) };
  const code = name === 'Bash' ? /^(?:Error: )?Exit code (\d+)/.exec(text)?.[1] : undefined;
  if (code !== undefined) return { output: text.replace(/^.*\n?/, ''), exitCode: Number(code), text: `exit ${code}` };
  const denied = /^<tool_use_error>.*No such tool|permission|not allowed|denied/i.test(text);
  return { output: text, exitCode: null, text: denied ? 'denied' : 'failed' };
}

function diffOf({ filePath, structuredPatch, type, content }: ClaudeEdit): string {
  if (type === 'create') return editDiff([{ from: null, to: filePath, hunks: hunkBetween('', content) }]);
  const hunks = structuredPatch.map(({ oldStart, oldLines, newStart, newLines, lines }) => [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'));
  return editDiff([{ from: filePath, to: filePath, hunks: hunks.join('\n') }]);
}
