import type { AgentMode, CheckResult } from '@lime/contracts';

export type Comparison =
  /** `note` says in one sentence what the checks prove. */
  | { readonly ok: true; readonly note: string }
  | { readonly ok: false; readonly code: 'checks_broke' | 'bug_not_fixed'; readonly message: string };

const SHOWN_OUTPUT_CHARS = 3_000;

/**
 * The gate on every change: a check that passed before must pass after. A bug fix has to show more:
 * a check that failed before and passes after.
 */
export function compareChecks(before: readonly CheckResult[], after: readonly CheckResult[], mode: AgentMode): Comparison {
  const pairs = before.map((earlier, index) => ({ earlier, later: after[index] }));
  const broken = pairs.filter(({ earlier, later }) => earlier.outcome === 'passed' && later?.outcome !== 'passed');
  if (broken.length > 0) {
    const shown = broken.map(({ earlier, later }) => `${earlier.command} passed before the change and ${describe(later)} after it.\n\nBefore:\n${tail(earlier)}\n\nAfter:\n${tail(later)}`);
    return { ok: false, code: 'checks_broke', message: shown.join('\n\n') };
  }
  const passing = after.filter(({ outcome }) => outcome === 'passed').length;
  return mode === 'bugfix' ? compareBugfix(pairs) : { ok: true, note: noteOn(before.length, passing) };
}

type Pair = { readonly earlier: CheckResult; readonly later: CheckResult | undefined };

/** Why nothing can show that a bug is fixed; null when a check fails, as it should. Known before anybody has worked. */
export function findNothingRed(before: readonly CheckResult[], mode: AgentMode): { readonly code: 'nothing_red'; readonly message: string } | null {
  if (mode !== 'bugfix' || before.some(({ outcome }) => outcome !== 'passed')) return null;
  return { code: 'nothing_red', message: 'No check fails before the change, so nothing can show that the bug is fixed. Name a check that shows the bug, or use the mode implement.' };
}

function compareBugfix(pairs: readonly Pair[]): Comparison {
  const red = pairs.filter(({ earlier }) => earlier.outcome !== 'passed');
  const fixed = red.filter(({ later }) => later?.outcome === 'passed');
  if (fixed.length > 0) return { ok: true, note: `${fixed.map(({ earlier }) => earlier.command).join(', ')} failed before the change and passes after it.` };
  const shown = red.map(({ earlier, later }) => `${earlier.command} ${describe(later)} after the change as well:\n${tail(later)}`);
  return { ok: false, code: 'bug_not_fixed', message: shown.join('\n\n') };
}

function noteOn(checks: number, passing: number): string {
  if (checks === 0) return 'The repository has no checks that we know of: nothing but the reviewer guards this change.';
  return passing === checks ? (checks === 1 ? 'The check passes.' : `All ${checks} checks pass.`) : `${passing} of ${checks} checks pass; the others failed before the change as well.`;
}

function describe(result: CheckResult | undefined): string {
  if (result === undefined) return 'did not run';
  return { passed: 'passed', failed: `failed with exit code ${result.exitCode}`, timed_out: 'took too long', out_of_memory: 'ran out of memory', disk_full: 'filled the disk' }[result.outcome];
}

function tail(result: CheckResult | undefined): string {
  return result?.output.trim().slice(-SHOWN_OUTPUT_CHARS) || '(no output)';
}
