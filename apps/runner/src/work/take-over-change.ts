import { applyPatch, splitPatch } from '@lime/git';
import { diffFailed, failed, type Failed } from './failed.ts';
import { fetchOrigin } from './fetch-origin.ts';
import { inEach, type Place } from './places.ts';
import type { Workbench } from './workbench.ts';

/**
 * Puts the change into the workspace that the work goes on with, or is to judge. It comes after the
 * checks before the work: those are held against the base, as is the diff at the end.
 */
export async function takeOverChange(bench: Workbench, places: readonly Place[]): Promise<{ ok: true; patch: Uint8Array | null } | Failed> {
  const { step } = bench;
  const { from } = step.assignment.work;
  if (!from?.patch) return { ok: true, patch: null };
  const fetched = await fetchOrigin(bench, from.patch, 'change');
  if (!fetched.ok) return fetched;
  const folders = places.flatMap(({ folder }) => (folder === null ? [] : [folder]));
  const parts = folders.length === 0 ? null : splitPatch(fetched.bytes, folders);
  if (folders.length > 0 && parts === null) return failed('patch_failed', `The change of run ${from.runId} is not one of these repositories. Start anew without it.`);
  const applied = await inEach(places, (place) => applyTo(place, (place.folder === null ? fetched.bytes : parts?.get(place.folder)) ?? new Uint8Array(), from.runId));
  if (!applied.ok) return applied;
  await step.emit({ type: 'status', text: `Applied the change of run ${from.runId}` });
  return { ok: true, patch: fetched.bytes };
}

async function applyTo({ folder, bench }: Place, patch: Uint8Array, runId: string): Promise<{ ok: true } | Failed> {
  const applied = await applyPatch({ dir: bench.tree, gitDir: bench.gitDir, patch, inFolder: folder !== null }, { signal: bench.step.signal, timeoutMs: bench.timeLeft() });
  if (applied.ok) return applied;
  if (applied.code !== 'patch_does_not_apply') return diffFailed(applied);
  return failed('patch_failed', `The change of run ${runId} does not fit the repository${folder === null ? '' : ` ${folder}`} as it is now. ${applied.message} Start anew without it.`);
}
