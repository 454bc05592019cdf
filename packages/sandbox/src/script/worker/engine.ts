import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSSyncVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';

const pageBytes = 65_536;
/** What the module asks for at its start; all that a script may ever have. */
const [firstPages, mostPages] = [256, 1024];
/** QuickJS says no a little before WebAssembly does: a script then gets an error rather than a trap. */
export const heapBytes = mostPages * pageBytes - 12 * 1024 * 1024;
/** Of calls within calls; WebAssembly's own ends later. */
export const stackBytes = 256 * 1024;

let compiled: WebAssembly.Module | undefined;

/**
 * A QuickJS of its own for one script, so that nothing of another's is left in its memory. The
 * memory is bounded by WebAssembly itself: QuickJS's own limit alone has been got past.
 */
export function newEngine(): Promise<QuickJSWASMModule> {
  compiled ??= new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))));
  const quickjs: unknown = variant;
  if (!isSyncVariant(quickjs)) throw new Error('this is not the QuickJS that was built for us');
  return newQuickJSWASMModuleFromVariant(newVariant(quickjs, { wasmModule: compiled, wasmMemory: new WebAssembly.Memory({ initial: firstPages, maximum: mostPages }) }));
}

/** Its types are those of its CommonJS build, which wraps it once more. */
function isSyncVariant(value: unknown): value is QuickJSSyncVariant {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'sync';
}
