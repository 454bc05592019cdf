import type { ForgeChecks } from './forge-adapter.ts';

const green = ['success', 'neutral', 'skipped'];

/** Whether a check that has ended so is in nobody's way. */
export function isGreen(conclusion: string | null): boolean {
  return conclusion !== null && green.includes(conclusion);
}

/** What several checks come to together: one that failed outweighs those that have not ended, and these the others. */
export function summarise(checks: readonly { name: string; state: 'pending' | 'passed' | 'failed' }[]): ForgeChecks {
  const failed = checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  if (failed.length > 0) return { state: 'failed', failed };
  if (checks.some(({ state }) => state === 'pending')) return { state: 'pending', failed };
  return { state: checks.length === 0 ? 'none' : 'passed', failed };
}
