/** Resident memory of a process in megabytes (2^20 bytes), as the system counts it. */
export function residentMb(pid: number): number {
  const shown = Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]).stdout.toString();
  const kilobytes = Number(shown.trim());
  if (!(kilobytes > 0)) throw new Error(`ps does not know the memory of process ${pid}`);
  return kilobytes / 1024;
}
