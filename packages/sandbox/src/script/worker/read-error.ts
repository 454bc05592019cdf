import type { WorkerOutcome } from '../protocol.ts';

const mostMessageChars = 2000;

/** What an error of ours, or one of QuickJS's that comes wrapped in it, says of the script. */
export function readError(error: unknown): WorkerOutcome {
  // The host's own stack ran out, deep inside the script's: WebAssembly has no other word for it.
  if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) return { kind: 'threw', message: 'RangeError: the script goes too deep', line: null, column: null };
  return readThrown(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/** What a script threw, as QuickJS hands it out. */
export function readThrown(thrown: unknown): WorkerOutcome {
  const { name, message, stack } = partsOf(thrown);
  if (name === 'InternalError' && message === 'out of memory') return { kind: 'out_of_memory' };
  const [, line, column] = /hook\.js:(\d+)(?::(\d+))?/.exec(stack) ?? [];
  return { kind: 'threw', message: `${name === '' ? '' : `${name}: `}${message}`.slice(0, mostMessageChars), line: line ? Number(line) : null, column: column ? Number(column) : null };
}

function partsOf(thrown: unknown): { name: string; message: string; stack: string } {
  if (typeof thrown !== 'object' || thrown === null) return { name: '', message: String(thrown), stack: '' };
  const member = (name: string, otherwise: string) => String(Object.entries(thrown).find(([key]) => key === name)?.[1] ?? otherwise);
  return { name: member('name', ''), message: member('message', JSON.stringify(thrown)), stack: member('stack', '') };
}
