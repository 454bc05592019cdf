import { inRepository } from '../model/edit-diff.ts';
import type { ToolEnd } from '../model/tool-narrator.ts';
import { plainCommand } from './plain-command.ts';
import type { CodexEvent, CodexItem } from './read-line.ts';
import { patchKey, type Telling } from './telling.ts';

type Command = Extract<CodexItem, { type: 'command_execution' }>;
type FileChange = Extract<CodexItem, { type: 'file_change' }>;

/** Characters of what a tool is used on. */
const shownCharacters = 4_000;

/** Puts what the program says into the transcript. */
export async function tellEvent(telling: Telling, event: CodexEvent): Promise<void> {
  if (event.type === 'turn.started') return beginTurn(telling);
  if (event.type === 'error') return telling.emit({ type: 'status', text: event.message });
  const { item } = event;
  if (item.type === 'command_execution') return tellCommand(telling, event.type, item);
  if (item.type === 'file_change') return tellPatch(telling, event.type, item);
  if (event.type === 'item.started') return;
  if (item.type === 'error') return telling.emit({ type: 'status', text: item.message });
  if (item.type === 'agent_message' && item.text.trim() !== '') await telling.emit({ type: 'message', role: 'assistant', text: item.text });
}

/** What a turn that was stopped left open has ended with it. */
async function beginTurn(telling: Telling): Promise<void> {
  telling.turn += 1;
  telling.commands.clear();
  await telling.tools.close();
}

async function tellCommand({ tools, turn, commands }: Telling, phase: 'item.started' | 'item.completed', item: Command): Promise<void> {
  const id = `${turn}.${item.id}`;
  if (phase === 'item.completed') {
    commands.delete(id);
    return tools.end(id, endOfCommand(item));
  }
  const text = plainCommand(item.command);
  commands.set(id, { text, detached: false });
  return tools.start(id, 'shell', text.slice(0, shownCharacters));
}

async function tellPatch({ tools, turn, readOnly, diffs }: Telling, phase: 'item.started' | 'item.completed', { id: item, changes, status }: FileChange): Promise<void> {
  const id = `${turn}.${item}`;
  const paths = changes.map(({ path }) => path);
  if (phase === 'item.started') return tools.start(id, 'apply_patch', paths.map(inRepository).join(', ').slice(0, shownCharacters));
  const diff = diffs.get(patchKey(paths)) ?? '';
  diffs.clear();
  const failure = readOnly ? 'denied: the workspace is read-only' : 'failed';
  return tools.end(id, status === 'completed' ? { output: '', exitCode: null, text: '', diff } : { output: '', exitCode: null, text: failure });
}

/** How a command ended, as events and entries of the record say it. */
export function endOfCommand({ aggregated_output: output, exit_code: code }: Pick<Command, 'aggregated_output' | 'exit_code'>): ToolEnd {
  // What the program kills itself, as at the end of a turn, has the code -1.
  if (code === null || code === undefined || code < 0) return { output, exitCode: null, text: 'stopped' };
  return { output, exitCode: code, text: code === 0 ? '' : `exit ${code}` };
}
