import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readStat } from '../namespace-init.ts';
import type { CgroupBase } from './cgroup.ts';
import { findCgroupBase } from './find-cgroup-base.ts';
import { removeCgroup } from './remove-cgroup.ts';

let base: CgroupBase | undefined;
let count = 0;

/** The cgroup base of this process, found once; at that time what killed processes left behind is swept away. */
export function sandboxCgroups(): CgroupBase {
  if (base) return base;
  base = findCgroupBase();
  if (base.kind !== 'none') void sweepCgroups(base.parents);
  return base;
}

/** A name that tells later whether its owner still lives: PID namespace, pid, start time, count. */
export function nextCgroupName(): string {
  return `${pidNamespace()}.${process.pid}.${readStat(process.pid)?.startTime ?? '0'}.${++count}`;
}

/** Kills and removes cgroups whose owner is dead: after SIGKILL nobody else would. */
export async function sweepCgroups(parents: string[]): Promise<void> {
  const stale = parents.flatMap((parent) => readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isAbandoned(entry.name))
    .map((entry) => join(parent, entry.name)));
  await removeCgroup(stale);
}

// Pids of another PID namespace mean nothing here: its cgroups are left alone.
function isAbandoned(name: string): boolean {
  const [namespace, pid, startTime] = name.split('.');
  return namespace === pidNamespace() && readStat(Number(pid))?.startTime !== startTime;
}

function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
}
