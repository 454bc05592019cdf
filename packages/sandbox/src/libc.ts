import { dlopen, ptr } from 'bun:ffi';
import { closeSync, writeSync } from 'node:fs';

const O_CLOEXEC = 0o2000000;
const MFD_CLOEXEC = 1;

function load() {
  return dlopen('libc.so.6', {
    pipe2: { args: ['ptr', 'i32'], returns: 'i32' },
    prlimit: { args: ['i32', 'i32', 'ptr', 'ptr'], returns: 'i32' },
    memfd_create: { args: ['ptr', 'u32'], returns: 'i32' },
  }).symbols;
}

let loaded: ReturnType<typeof load> | undefined;

// Loaded at first use: importing this package must work where there is no glibc (macOS).
function libc(): ReturnType<typeof load> {
  loaded ??= load();
  return loaded;
}

export type Pipe = { read: number; write: number };

/**
 * Opens a real pipe, closed on exec. The runtime's own `'pipe'` is a socket pair, on which a
 * program's `echo x > /dev/stderr` fails with ENXIO.
 */
export function openPipe(): Pipe {
  const ends = new Int32Array(2);
  if (libc().pipe2(ptr(ends), O_CLOEXEC) !== 0) throw new Error('pipe2 failed: too many open files?');
  const [read = -1, write = -1] = ends;
  return { read, write };
}

/** An anonymous file in memory, positioned at its start, for a child to read. The caller closes it. */
export function memoryFile(content: Uint8Array): number {
  const descriptor = libc().memfd_create(ptr(Buffer.from('lime\0')), MFD_CLOEXEC);
  if (descriptor < 0) throw new Error('memfd_create failed: too many open files?');
  try {
    for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at, content.length - at, at);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}

/** Resource numbers of getrlimit(2) on Linux. */
const RESOURCES = { core: 4, processes: 6 };

/** Sets a resource limit of another process of ours, soft and hard. A process that is gone is no error. */
export function limitProcess(pid: number, resource: keyof typeof RESOURCES, value: number): void {
  const limit = new BigUint64Array([BigInt(value), BigInt(value)]);
  libc().prlimit(pid, RESOURCES[resource], ptr(limit), null);
}
