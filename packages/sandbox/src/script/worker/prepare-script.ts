import type { QuickJSWASMModule } from 'quickjs-emscripten-core';
import type { PreparedScript } from '../protocol.ts';
import { hasDefaultExport } from '../has-default-export.ts';
import { heapBytes } from './engine.ts';
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

function compile(engine: QuickJSWASMModule, code: string): PreparedScript | null {
  const context = engine.newRuntime({ memoryLimitBytes: heapBytes, maxStackSizeBytes: 256 * 1024 }).newContext();
  const result = context.evalCode(code, 'hook.js', { type: hasDefaultExport(code) ? 'module' : 'global', compileOnly: true });
  if (!result.error) return null;
  const error = readThrown(context.dump(result.error));
  return error.kind === 'threw' ? { kind: 'flawed', message: error.message, line: error.line, column: error.column } : { kind: 'flawed', message: 'it takes too much memory to read', line: null, column: null };
}

function isAmaroError(error: unknown): error is AmaroError {
  return typeof error === 'object' && error !== null && 'startLine' in error && typeof error.startLine === 'number';
}
