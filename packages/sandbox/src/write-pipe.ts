import { closeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * A stream into a pipe, whose writes wait while the pipe is full. Without a descriptor, and when
 * the last reader is gone, it closes without an error and drops what is written: how the program
 * ended is told elsewhere.
 */
export function writePipe(opened: Promise<number | undefined>): Writable {
  const sink = opened.then((descriptor) => (descriptor === undefined ? undefined : { descriptor, file: Bun.file(descriptor).writer() }));
  let writing: Promise<void> = Promise.resolve();

  const put = async (chunk: Uint8Array) => {
    const file = (await sink)?.file;
    try {
      await file?.write(chunk);
      await file?.flush();
    } catch {
      // EPIPE.
      stream.destroy();
    }
  };
  const close = async () => {
    // A write under way still has the descriptor in its hands.
    await writing;
    const open = await sink;
    if (!open) return;
    await open.file.end();
    closeSync(open.descriptor);
  };
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      writing = put(chunk);
      void after(writing, done);
    },
    destroy: (error, done) => void after(close(), () => done(error)),
  });
  void sink.then((open) => open ?? stream.destroy());
  return stream;
}

async function after(work: Promise<void>, done: () => void): Promise<void> {
  await work;
  done();
}
