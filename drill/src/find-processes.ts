import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type Found = { pid: number; command: string };

/**
 * Every process that belongs to the drill: by the marker in its environment or command line (the
 * recipes carry it into their sandboxes), or by a working directory below the drill's folder.
 */
export function findProcesses(marker: string, folder: string): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && !isZombie(pid) && (read(`/proc/${pid}/environ`).includes(marker) || commandOf(pid).includes(marker) || workingDirectory(pid).startsWith(folder)))
    .map((pid) => ({ pid, command: commandOf(pid) }));
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

function isZombie(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' || /\) [ZX] /.test(stat);
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
