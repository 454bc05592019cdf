import type { QuickJSWASMModule } from 'quickjs-emscripten-core';
import type { PreparedScript } from '../protocol.ts';
import { hasDefaultExport } from '../has-default-export.ts';
import { heapBytes, stackBytes } from './engine.ts';
import { readThrown } from './read-error.ts';

/** What amaro throws; lines count from 1, columns from 0. */
type AmaroError = { message: string; startLine: number; startColumn: number };

/** Takes the types out of a script, and leaves every line where it was. `engine`: one that is to be able to read it. */
export async function prepareScript(source: string, engine: QuickJSWASMModule | null): Promise<PreparedScript> {
  // Loading it takes longer than most scripts run: only who needs it waits for it.
  const { transformSync } = await import('amaro');
  try {
    const { code } = transformSync(source, { mode: 'strip-only' });
    return (engine && compile(engine, code)) ?? { kind: 'sound', code };
  } catch (error) {
    if (isAmaroError(error)) return { kind: 'flawed', message: error.message, line: error.startLine, column: error.startColumn + 1 };
    return { kind: 'flawed', message: 'it cannot be read: is it nested too deep?', line: null, column: null };
  }
}

/** Compiled, and ended before its first statement. QuickJS's own way to compile alone gives no value that could be told from an error. */
const stop = 'throw 0;';

/** What QuickJS has against the code; null for nothing. */
function compile(engine: QuickJSWASMModule, code: string): PreparedScript | null {
  const context = engine.newRuntime({ memoryLimitBytes: heapBytes, maxStackSizeBytes: stackBytes }).newContext();
  const result = context.evalCode(`${stop}${code}`, 'hook.js', { type: hasDefaultExport(code) ? 'module' : 'global' });
  const thrown: unknown = result.error ? context.dump(result.error) : 0;
  if (thrown === 0) return null;
  const error = readThrown(thrown);
  if (error.kind !== 'threw') return { kind: 'flawed', message: 'it takes too much memory to read', line: null, column: null };
  const column = error.line === 1 && error.column !== null ? error.column - stop.length : error.column;
  return { kind: 'flawed', message: error.message, line: error.line, column };
}

function isAmaroError(error: unknown): error is AmaroError {
  return typeof error === 'object' && error !== null && 'startLine' in error && typeof error.startLine === 'number';
}
