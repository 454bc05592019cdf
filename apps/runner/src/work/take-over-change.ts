import { applyPatch } from '@lime/git';
import { diffFailed, failed, type Failed } from './failed.ts';
import { fetchOrigin } from './fetch-origin.ts';
import type { Workbench } from './workbench.ts';

/**
 * Puts the change into the workspace that the work goes on with, or is to judge. It comes after the
 * checks before the work: those are held against the base, as is the diff at the end.
 */
export async function takeOverChange(bench: Workbench): Promise<{ ok: true; patch: Uint8Array | null } | Failed> {
  const { step, tree, gitDir, timeLeft } = bench;
  const { from } = step.assignment.work;
  if (!from?.patch) return { ok: true, patch: null };
  const fetched = await fetchOrigin(bench, from.patch, 'change');
  if (!fetched.ok) return fetched;
  const applied = await applyPatch({ dir: tree, gitDir, patch: fetched.bytes }, { signal: step.signal, timeoutMs: timeLeft() });
  if (applied.ok) {
    await step.emit({ type: 'status', text: `Applied the change of run ${from.runId}` });
    return { ok: true, patch: fetched.bytes };
  }
  if (applied.code !== 'patch_does_not_apply') return diffFailed(applied);
  return failed('patch_failed', `The change of run ${from.runId} does not fit the repository as it is now. ${applied.message} Start anew without it.`);
}
