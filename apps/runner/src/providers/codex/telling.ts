import type { RunEventBody } from '@lime/contracts';
import { narrateTools, type ToolNarrator } from '../model/tool-narrator.ts';

/** What is known of a conversation while it is put into the transcript: from the program's events, and from what it writes down. */
export type Telling = {
  readonly emit: (event: RunEventBody) => Promise<void>;
  readonly tools: ToolNarrator;
  /** Whether the agent has no tool to change the workspace. */
  readonly readOnly: boolean;
  /** Tells a turn's items from those of other turns, which have the same ids. */
  turn: number;
  /** Commands that have not ended, by the id of their item. `detached`: the model does not wait for it any more. */
  readonly commands: Map<string, { readonly text: string; readonly detached: boolean }>;
  /** Calls without an answer, by their id. */
  readonly calls: Map<string, { readonly name: string; readonly input: string }>;
  /** Diffs of patches that were written down and not told of yet, by {@link patchKey}. */
  readonly diffs: Map<string, string>;
};

export function startTelling({ emit, readOnly, tools = narrateTools(emit) }: Pick<Telling, 'emit' | 'readOnly'> & { tools?: ToolNarrator }): Telling {
  return { emit, tools, readOnly, turn: 0, commands: new Map(), calls: new Map(), diffs: new Map() };
}

/** What an event and an entry of the record say alike of a patch. */
export function patchKey(paths: readonly string[]): string {
  return paths.toSorted().join('\n');
}
