import type { RunEventBody } from '@lime/contracts';
import type { ToolEnd, ToolNarrator } from '../model/tool-narrator.ts';
import type { CodexEvent, CodexItem } from './read-line.ts';

type Telling = {
  emit: (event: RunEventBody) => Promise<void>;
  tools: ToolNarrator;
  /** Tells this turn's items from those of other turns, which have the same ids. */
  turn: number;
  /** Whether the agent has no tool to change the workspace. */
  readOnly: boolean;
};

type Command = Extract<CodexItem, { type: 'command_execution' }>;
type FileChange = Extract<CodexItem, { type: 'file_change' }>;

/** Puts what the program says into the transcript. */
export async function tellEvent(telling: Telling, event: CodexEvent): Promise<void> {
  if (event.type === 'turn.started') return;
  if (event.type === 'error') return telling.emit({ type: 'status', text: event.message });
  const { item } = event;
  if (item.type === 'command_execution' || item.type === 'file_change') return tellTool(telling, event.type, item);
  if (event.type === 'item.started') return;
  if (item.type === 'error') return telling.emit({ type: 'status', text: item.message });
  if (item.type === 'agent_message' && item.text.trim() !== '') await telling.emit({ type: 'message', role: 'assistant', text: item.text });
}

async function tellTool({ tools, turn, readOnly }: Telling, phase: 'item.started' | 'item.completed', item: Command | FileChange): Promise<void> {
  const id = `${turn}.${item.id}`;
  if (phase === 'item.started') return item.type === 'file_change' ? tools.start(id, 'apply_patch', filesOf(item)) : tools.start(id, 'shell', plainCommand(item.command));
  return tools.end(id, item.type === 'file_change' ? endOfChange(item, readOnly) : endOfCommand(item));
}

function filesOf({ changes }: FileChange): string {
  return changes.map(({ path }) => path.replace(/^\/workspace\//, '')).join(', ').slice(0, 4_000);
}

/** What was asked for, without the shell that the program wraps around it. */
function plainCommand(command: string): string {
  const inner = /^\S*sh -lc (['"])([\s\S]*)\1$/.exec(command)?.[2];
  return (inner ?? command).slice(0, 4_000);
}

function endOfChange({ status }: FileChange, readOnly: boolean): ToolEnd {
  if (status === 'completed') return { output: '', exitCode: null, text: '' };
  return { output: '', exitCode: null, text: readOnly ? 'denied: the workspace is read-only' : 'failed' };
}

function endOfCommand({ aggregated_output: output, exit_code: code }: Command): ToolEnd {
  if (code === null || code === undefined) return { output, exitCode: null, text: 'stopped' };
  return { output, exitCode: code, text: code === 0 ? '' : `exit ${code}` };
}
