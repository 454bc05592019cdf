import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cgroup, type CgroupLimits, CPU_PERIOD_US, OWN_TASKS } from './cgroup.ts';
import { memberships } from './memberships.ts';
import { removeCgroup } from './remove-cgroup.ts';

export type V1Parents = { memory: string; pids: string; cpu?: string };

/** Creates a cgroup in each controller's own hierarchy. Throws when one cannot be made, leaving none. */
export function createV1(parents: V1Parents, name: string, limits: CgroupLimits): Cgroup {
  const directories = Object.values(parents).map((parent) => join(parent, name));
  try {
    for (const directory of directories) mkdirSync(directory);
    setLimits(parents, name, limits);
  } catch (error) {
    void removeCgroup(directories);
    throw error;
  }
  const oomControl = join(parents.memory, name, 'memory.oom_control');
  return {
    add: (pid) => directories.forEach((directory) => writeFileSync(join(directory, 'cgroup.procs'), String(pid))),
    holds: (pid) => memberships(pid, name) === directories.length,
    ranOutOfMemory: () => /^oom_kill [1-9]/m.test(readFileSync(oomControl, 'utf8')),
    remove: () => removeCgroup(directories),
  };
}

function setLimits(parents: V1Parents, name: string, limits: CgroupLimits): void {
  const bytes = String(limits.memoryMb * 1024 * 1024);
  const memory = join(parents.memory, name);
  writeFileSync(join(memory, 'memory.limit_in_bytes'), bytes);
  // Memory and swap together; must not be below the memory limit, so it is set second.
  const withSwap = join(memory, 'memory.memsw.limit_in_bytes');
  if (existsSync(withSwap)) writeFileSync(withSwap, bytes);
  writeFileSync(join(parents.pids, name, 'pids.max'), String(limits.maxProcesses + OWN_TASKS));
  if (limits.cpuPercent === undefined || !parents.cpu) return;
  const cpu = join(parents.cpu, name);
  writeFileSync(join(cpu, 'cpu.cfs_period_us'), String(CPU_PERIOD_US));
  writeFileSync(join(cpu, 'cpu.cfs_quota_us'), String((limits.cpuPercent / 100) * CPU_PERIOD_US));
}
