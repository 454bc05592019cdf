import type { CheckResult, RunEventBody } from '@lime/contracts';
import type { KillCause } from '@lime/sandbox';
import type { SandboxExec } from '../sandbox-exec.ts';

export type ChecksRun = {
  /** Shell commands, run one after another in the workspace, without network. */
  readonly commands: readonly string[];
  readonly exec: SandboxExec;
  readonly emit: (event: RunEventBody) => void | Promise<void>;
};

export type ChecksOutcome =
  | { readonly ok: true; readonly results: readonly CheckResult[] }
  | { readonly ok: false; readonly code: 'sandbox_unavailable' | 'cancelled'; readonly message: string };

/** The end of a check's output says what failed; this many characters of it are kept. */
const KEPT_OUTPUT_CHARS = 30_000;

/** Runs the repository's own checks. A check that fails, hangs or eats all memory is a result, not an error. */
export async function runChecks({ commands, exec, emit }: ChecksRun): Promise<ChecksOutcome> {
  const results: CheckResult[] = [];
  for (const command of commands) {
    await emit({ type: 'tool', name: 'check', phase: 'start', text: command });
    let output = '';
    const result = await exec({
      argv: ['sh', '-c', command],
      network: 'none',
      onOutput: ({ text }) => {
        output = (output + text).slice(-KEPT_OUTPUT_CHARS);
        void emit({ type: 'tool', name: 'check', phase: 'output', text });
      },
    });
    if (result.kind === 'unavailable') return { ok: false, code: 'sandbox_unavailable', message: result.reason };
    if (result.kind === 'cancelled') return { ok: false, code: 'cancelled', message: 'Cancelled.' };
    const judged: CheckResult = { command, ...judge(result.kind, result.kind === 'exited' ? result.exitCode : null), durationMs: result.durationMs, output };
    await emit({ type: 'tool', name: 'check', phase: 'end', text: judged.outcome, exitCode: judged.exitCode, durationMs: judged.durationMs });
    results.push(judged);
  }
  return { ok: true, results };
}

function judge(kind: 'exited' | Exclude<KillCause, 'cancelled'>, exitCode: number | null): Pick<CheckResult, 'outcome' | 'exitCode'> {
  if (kind !== 'exited') return { outcome: kind, exitCode: null };
  return { outcome: exitCode === 0 ? 'passed' : 'failed', exitCode };
}
