import { readFileSync } from 'node:fs';

/** In how many hierarchies a process is a member of the cgroup with this (unique) name. */
export function memberships(pid: number, name: string): number {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'latin1').split('\n');
  return lines.filter((line) => line.endsWith(`/${name}`)).length;
}
