/** What the process ends with. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** Ends the command: `message` says what happened, `hint` what to do about it. Both go to stderr. */
export class CliError extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;
  /** The server's stable name for what happened, for programs that read `--json`. */
  readonly code: string | undefined;
  constructor(options: { message: string; hint?: string; exitCode?: number; code?: string }) {
    super(options.message);
    this.name = 'CliError';
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.hint = options.hint;
    this.code = options.code;
  }
}

/** The command was written wrongly. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError({ message, exitCode: exitCodes.usage, code: 'usage', ...(hint !== undefined && { hint }) });
}
