import { readFileSync } from 'node:fs';

const LOOK_MS = 100;

/** Where no cgroup bounds the memory: watches its sum over the processes and calls `onExceeded` once. */
export function watchMemory(members: () => number[], limitMb: number, onExceeded: () => void): () => void {
  const limitKb = limitMb * 1024;
  const timer = setInterval(() => {
    const used = members().map(proportionalKb).reduce((sum, kb) => sum + kb, 0);
    if (used <= limitKb) return;
    clearInterval(timer);
    onExceeded();
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Proportional set size: memory shared by forked processes counts once in the sum. */
function proportionalKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
