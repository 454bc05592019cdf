import { closeSync } from 'node:fs';
import { Readable } from 'node:stream';

export type ReadPipe = {
  stream: Readable;
  /**
   * To be called when the last writer is gone: takes what is left in the pipe (at most what a pipe
   * holds) into the stream, whoever reads it or not, and resolves when the descriptor is closed.
   */
  finish: () => Promise<void>;
};

/** A stream of a pipe that is read only as fast as the stream is; without a descriptor it is empty. */
export function readPipe(opened: Promise<number | undefined>): ReadPipe {
  let demand = Promise.withResolvers<void>();
  let finishing = false;
  const stream = new Readable({ read: () => demand.resolve() });
  stream.on('close', () => demand.resolve());

  const pump = async (descriptor: number) => {
    for await (const chunk of Bun.file(descriptor).stream()) {
      // Leaving the loop cancels the reading: the program gets EPIPE.
      if (stream.destroyed) break;
      demand = Promise.withResolvers();
      if (!stream.push(chunk) && !finishing) await demand.promise;
    }
    closeSync(descriptor);
  };
  const pumped = opened.then(async (descriptor) => {
    if (descriptor !== undefined) await pump(descriptor);
    stream.push(null);
  });
  const finish = () => {
    finishing = true;
    demand.resolve();
    return pumped;
  };
  return { stream, finish };
}
