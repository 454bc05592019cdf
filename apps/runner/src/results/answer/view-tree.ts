import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Files above this are not counted line by line. */
const largestFile = 20 * 1024 * 1024;

/** `path` is relative to the checkout, without detours. */
export type Found = { kind: 'folder'; path: string } | { kind: 'file'; path: string; lines: number };

/** Looks files of a checkout up by the names that a model gives them. Each is read once. */
export function viewTree(tree: string): { find: (path: string) => Promise<Found | null> } {
  const known = new Map<string, Promise<Found | null>>();
  return {
    find: (path) => {
      const found = known.get(path) ?? look(tree, path);
      known.set(path, found);
      return found;
    },
  };
}

/** Null for what is not there, is no plain path, or leads out of the checkout over a link. */
async function look(tree: string, path: string): Promise<Found | null> {
  // Models name files as they see them, in the sandbox.
  const plain = posix.normalize(path.replace(/^\/workspace\//, '')).replace(/\/$/, '');
  if (plain.startsWith('/') || plain.startsWith('..') || plain.split('/')[0] === '.git') return null;
  try {
    const at = join(await realpath(tree), plain);
    if ((await realpath(at)) !== at) return null;
    const stat = await lstat(at);
    if (stat.isDirectory()) return { kind: 'folder', path: plain };
    if (!stat.isFile()) return null;
    return { kind: 'file', path: plain, lines: stat.size > largestFile ? Infinity : countLines(await readFile(at)) };
  } catch {
    return null;
  }
}

function countLines(bytes: Uint8Array): number {
  const newline = 10;
  let lines = 0;
  for (const byte of bytes) if (byte === newline) lines++;
  return bytes.length > 0 && bytes.at(-1) !== newline ? lines + 1 : lines;
}
