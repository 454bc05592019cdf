/** A cgroup of one sandboxed command. */
export type Cgroup = {
  /** Puts a process, and all that it will start, under the limits. Throws when the kernel refuses. */
  add: (pid: number) => void;
  /** Whether the kernel killed a member for want of memory. */
  ranOutOfMemory: () => boolean;
  /** Kills what may be left and removes the cgroup. */
  remove: () => Promise<void>;
};

export type CgroupBase =
  | { kind: 'v1'; controllers: string[]; parents: string[]; create: (name: string, limits: CgroupLimits) => Cgroup }
  | { kind: 'v2'; controllers: string[]; parents: string[]; create: (name: string, limits: CgroupLimits) => Cgroup }
  | { kind: 'none'; warning: string };

export type CgroupLimits = { memoryMb: number; maxProcesses: number; cpuPercent?: number };

/** Period of the processor quota, in microseconds. */
export const CPU_PERIOD_US = 100_000;

/** bwrap's own process inside the sandbox counts as a task. */
export const OWN_TASKS = 1;

export const PARENT_NAME = 'lime-sandbox';
