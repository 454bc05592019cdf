import { readFile } from 'node:fs/promises';

/** Ticks of the kernel's accounting: 100 a second on every Linux that Bun runs on. */
const TICKS = 100;

/** How long a process has computed so far, itself and for it the kernel, in seconds. Linux alone; elsewhere NaN. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold anything; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) / TICKS;
}
