/** A cgroup of one sandboxed command. */
export type Cgroup = {
  /** Puts a process, and all that it will start, under the limits. Throws when the kernel refuses. */
  add: (pid: number) => void;
  /** Whether a process is already a member. Throws ENOENT when it is gone. */
  holds: (pid: number) => boolean;
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

/** bwrap counts as two tasks: it waits outside, and is the first process inside. */
export const OWN_TASKS = 2;

export const PARENT_NAME = 'lime-sandbox';
