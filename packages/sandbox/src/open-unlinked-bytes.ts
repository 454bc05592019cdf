import { readdirSync, statSync } from 'node:fs';

/**
 * Disk use of files that the given processes hold open though no name leads to them any more, on
 * the file system of `path`: no walk of the workspace finds those.
 */
export function openUnlinkedBytes(path: string, pids: number[]): number {
  const { dev } = statSync(path);
  const sizes = new Map<number, number>();
  for (const file of pids.flatMap(openFiles)) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() && stat.dev === dev && stat.nlink === 0) sizes.set(stat.ino, stat.blocks * 512);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`);
  } catch {
    return [];
  }
}
