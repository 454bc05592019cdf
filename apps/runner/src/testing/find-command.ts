import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the living processes of this machine whose command line is this. */
export function findCommand(command: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => commandOf(pid) === command);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
