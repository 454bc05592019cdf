import type { OutputChunk, SandboxMount, SandboxResult } from '@lime/sandbox';

/** One command for the sandbox of a step. */
export type ExecCommand = {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Mounts besides those that every command of the step gets. */
  readonly readOnly?: readonly SandboxMount[];
  /** `registries`: the configured package registries can be reached, through the logging proxy. */
  readonly network: 'none' | 'registries';
  /** A bound of this command's own, in milliseconds, within that of the step. */
  readonly timeoutMs?: number;
  readonly onOutput?: (chunk: OutputChunk) => void;
};

/** Runs a command in the sandbox that the caller has bound: its workspace, limits, mounts and signal. */
export type SandboxExec = (command: ExecCommand) => Promise<SandboxResult>;
