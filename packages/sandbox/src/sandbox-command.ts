/** Bounds of one sandboxed command. All are enforced; see the ADR for what changes where no cgroup is writable. */
export type SandboxLimits = {
  /** Memory of all processes together, in MiB, their temporary files included. */
  memoryMb: number;
  /** Tasks alive at once. The kernel counts threads too: one idle Node.js is about a dozen. */
  maxProcesses: number;
  /** Wall-clock time from the call to the kill, in milliseconds. */
  timeoutMs: number;
  /** Bytes kept of stdout and of stderr, each; the rest is read and dropped. */
  outputBytes: number;
  /** Processor share in percent of one core (150 = one and a half cores). Needs a cgroup. */
  cpuPercent?: number;
  /** Growth of the disk use of the workspace and the writable mounts together, in MiB, after which the command is killed. */
  diskMb?: number;
};

/** A host path shown inside the sandbox. `inside` is absolute. */
export type SandboxMount = { host: string; inside: string };

/** A TCP port on the loopback inside, through which the unix socket `socket` of the host is reached. */
export type SandboxPort = { port: number; socket: string };

/** A piece of live output, decoded as UTF-8 across chunk borders; never more than `outputBytes` in sum. */
export type OutputChunk = { stream: 'stdout' | 'stderr'; text: string };

export type SandboxCommand = {
  /** Host directory mounted at `/workspace`. Its files stay owned by the caller. */
  workspace: string;
  /** The workspace can be read alone, but for `writable` mounts in it. Default: it can be written. */
  workspaceReadOnly?: boolean;
  /** Program and arguments, e.g. `['/bin/sh', '-c', command]`. Visible in the host's process list: no secrets here. */
  argv: string[];
  /** Working directory relative to the workspace. Default: the workspace. */
  cwd?: string;
  /** Added to the minimal environment, and wins over it. Nothing of the host's environment enters. */
  env?: Record<string, string>;
  /** Extra read-only directories or files: dependency caches, recipe tools. */
  readOnly?: SandboxMount[];
  /**
   * Directories or files of the host that the command may write, and that outlive it: a tool's own
   * home. What is found in them later was written by an untrusted program, links included.
   */
  writable?: SandboxMount[];
  /** Unix sockets of the host that programs inside may connect to: the only way out of the sandbox. */
  sockets?: SandboxMount[];
  /**
   * The same for programs that can speak TCP only. All ports are served by one relay, which stands
   * before the program starts and counts against the limits (about 20 MB, 10 tasks, 20 ms).
   */
  ports?: SandboxPort[];
  limits: SandboxLimits;
  /** Aborting kills everything and yields `cancelled`. */
  signal?: AbortSignal;
  /** Live output, gathered into pieces rather than one call a write. Of a program with a live stdout: its stderr. */
  onOutput?: (chunk: OutputChunk) => void;
};

/** What a command left behind. Output may hold U+FFFD where bytes were not UTF-8, and NUL characters. */
export type SandboxOutput = { stdout: string; stderr: string; truncated: boolean; durationMs: number };

/** Why the sandbox, not the command itself, ended the command. */
export type KillCause = 'timed_out' | 'out_of_memory' | 'cancelled' | 'disk_full';

type Ended<Output> =
  | ({ kind: 'exited'; exitCode: number } & Output)
  | ({ kind: KillCause } & Output)
  /** Nothing ran. `reason` and `fix` are sentences for a person; `fix` is a command where there is one. */
  | { kind: 'unavailable'; reason: string; fix: string };

export type SandboxResult = Ended<SandboxOutput>;

/** How a program with a live stdout ended; `truncated` is about its stderr. */
export type SandboxEnd = Ended<Omit<SandboxOutput, 'stdout'>>;
