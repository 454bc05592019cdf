import { readFileSync } from 'node:fs';

/**
 * Memory of a process and all that it has started, in megabytes (2^20 bytes). What several of them
 * share, such as one program's pages, counts once.
 */
export function treeMb(root: number): number {
  const listed = Bun.spawnSync(['ps', '-A', '-o', 'pid=,ppid=']).stdout.toString().trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const [pid = 0, parent = 0] of listed) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree].reduce((sum, pid) => sum + proportionalKb(pid), 0) / 1024;
}

/** Zero for a process that has ended meanwhile. */
function proportionalKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
