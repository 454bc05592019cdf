import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { RunEventBody } from '@lime/contracts';
import { readLines } from './read-lines.ts';

type Emit = (event: RunEventBody) => Promise<void>;

/**
 * For libraries that read a program's messages as fast as they come and keep them: whatever lives in
 * the sandbox can write messages of its own, without end. Their lines are bounded, and come only
 * while there is room for what was said before.
 */
export function paceLines(emit: Emit): { emit: Emit; lines: (stdout: Readable) => Readable } {
  let told = Promise.resolve();
  async function* paced(stdout: Readable): AsyncGenerator<Uint8Array> {
    for await (const line of readLines(stdout)) {
      await told;
      // The library's turn: what it has read it may hand on before it gets more.
      await setImmediate();
      yield Buffer.from(`${line}\n`);
    }
  }
  return { emit: (event) => (told = emit(event)), lines: (stdout) => Readable.from(paced(stdout), { objectMode: false }) };
}
