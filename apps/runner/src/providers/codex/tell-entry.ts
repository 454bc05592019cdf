import { editDiff, hunkBetween, type FileEdit } from '../model/edit-diff.ts';
import type { ToolEnd } from '../model/tool-narrator.ts';
import type { CodexEntry, RecordedCommand, RecordedPatch } from './read-entry.ts';
import { endOfCommand } from './tell-event.ts';
import { patchKey, type Telling } from './telling.ts';

/** Whatever lives in the sandbox can write entries without end. */
const mostKept = 500;
const shownCharacters = 4_000;

/** Puts into the transcript what of the conversation is only written down: refused calls, and commands that go on. */
export async function tellEntry(telling: Telling, entry: CodexEntry): Promise<void> {
  const { calls, diffs } = telling;
  switch (entry.kind) {
    case 'calls':
      if (calls.size < mostKept) calls.set(entry.id, entry);
      return;
    case 'patched':
      calls.delete(entry.patch.id);
      if (diffs.size < mostKept && entry.patch.status === 'completed') diffs.set(patchKey(Object.keys(entry.patch.changes)), diffOf(entry.patch));
      return;
    case 'ran':
      calls.delete(entry.command.id);
      return tellEnd(telling, entry.command);
    case 'answered':
      return tellAnswer(telling, entry);
  }
}

/** The answer to a call whose command goes on. */
const GOES_ON = /^Chunk ID: .*\nWall time: .*\nProcess running with session ID \d+\n(?:.*\n)*?Output:\n([\s\S]*)/;

async function tellAnswer(telling: Telling, { id, output }: Extract<CodexEntry, { kind: 'answered' }>): Promise<void> {
  const { tools, calls, commands } = telling;
  const call = calls.get(id);
  if (!call) return;
  calls.delete(id);
  const refusal = readRefusal(output);
  if (refusal) {
    await tools.start(id, NAMES[call.name] ?? call.name, call.input.slice(0, shownCharacters));
    return tools.end(id, refusal);
  }
  const said = GOES_ON.exec(output)?.[1];
  const going = [...commands].find(([, { text, detached }]) => !detached && text === call.input)?.[0];
  if (said === undefined || going === undefined) return;
  commands.set(going, { text: call.input, detached: true });
  await tools.detach(going, said);
}

/** A command that went on has ended; of all others the events tell. */
async function tellEnd({ tools, commands }: Telling, { command, ...end }: RecordedCommand): Promise<void> {
  const id = [...commands].find(([, { text, detached }]) => detached && text === command.at(-1))?.[0];
  if (id === undefined) return;
  commands.delete(id);
  // The program tells of ends while a turn goes on: this one it has killed with the turn.
  const killed = end.exit_code > 128;
  await tools.end(id, endOfCommand(killed ? { ...end, exit_code: null } : end));
}

const NAMES: Readonly<Record<string, string>> = { exec_command: 'shell' };

/** How the program answers a call that it did not carry out: by its own rules, or because it makes no sense. Calls that it did begin otherwise. */
const REFUSED = /^(?:approval policy is |patch rejected|exec_command failed[\s\S]*(?:[Rr]ejected|blocked))/;
const FAILED = /^(?:\w+ failed\b|apply_patch verification failed|unsupported call|failed to parse)/;

function readRefusal(output: string): ToolEnd | null {
  if (REFUSED.test(output)) return { output: '', exitCode: null, text: `denied: ${reasonIn(output).slice(0, shownCharacters)}` };
  return FAILED.test(output) ? { output, exitCode: null, text: 'failed' } : null;
}

/** `exec_command failed: CreateProcess { message: "Rejected(\"`rm -f x` rejected: too bold\")" }` says "too bold". */
function reasonIn(text: string): string {
  return /rejected: ([^"\\]+)/.exec(text)?.[1] ?? text;
}

function diffOf({ changes }: RecordedPatch): string {
  return editDiff(Object.entries(changes).map(([path, change]): FileEdit => {
    if (change.type === 'update') return { from: path, to: change.move_path ?? path, hunks: change.unified_diff };
    return change.type === 'add' ? { from: null, to: path, hunks: hunkBetween('', change.content) } : { from: path, to: null, hunks: hunkBetween(change.content, '') };
  }));
}
