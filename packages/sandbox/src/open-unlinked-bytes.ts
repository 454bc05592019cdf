import { readdirSync, statSync } from 'node:fs';

/**
 * Disk use of files that the given processes hold open though no name leads to them any more, on
 * the file systems of `folders`: no walk finds those.
 */
export function openUnlinkedBytes(folders: string[], pids: number[]): number {
  const disks = new Set(folders.map((folder) => statSync(folder).dev));
  const sizes = new Map<string, number>();
  for (const file of pids.flatMap(openFiles)) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() && disks.has(stat.dev) && stat.nlink === 0) sizes.set(`${stat.dev}:${stat.ino}`, stat.blocks * 512);
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
