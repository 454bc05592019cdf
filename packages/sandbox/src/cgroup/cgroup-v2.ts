import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cgroup, type CgroupLimits, CPU_PERIOD_US, OWN_TASKS } from './cgroup.ts';
import { memberships } from './memberships.ts';
import { removeCgroup } from './remove-cgroup.ts';

/** Creates a cgroup below a parent that has its controllers enabled. Throws when it cannot be made, leaving none. */
export function createV2(parent: string, name: string, limits: CgroupLimits): Cgroup {
  const directory = join(parent, name);
  try {
    mkdirSync(directory);
    setLimits(directory, limits);
  } catch (error) {
    void removeCgroup([directory]);
    throw error;
  }
  return {
    add: (pid) => writeFileSync(join(directory, 'cgroup.procs'), String(pid)),
    holds: (pid) => memberships(pid, name) === 1,
    ranOutOfMemory: () => /^oom_kill [1-9]/m.test(readFileSync(join(directory, 'memory.events'), 'utf8')),
    remove: () => removeCgroup([directory]),
  };
}

export function setLimits(directory: string, limits: CgroupLimits): void {
  const set = (file: string, value: string) => writeFileSync(join(directory, file), value);
  set('memory.max', String(limits.memoryMb * 1024 * 1024));
  // Missing where the kernel has no swap accounting, or is older than 4.19.
  if (existsSync(join(directory, 'memory.swap.max'))) set('memory.swap.max', '0');
  if (existsSync(join(directory, 'memory.oom.group'))) set('memory.oom.group', '1');
  set('pids.max', String(limits.maxProcesses + OWN_TASKS));
  if (limits.cpuPercent === undefined || !existsSync(join(directory, 'cpu.max'))) return;
  set('cpu.max', `${(limits.cpuPercent / 100) * CPU_PERIOD_US} ${CPU_PERIOD_US}`);
}
