import type { DiffMetadata, DiffStats } from '@lime/contracts';
import { diffWorkspace } from '@lime/git';
import { describeSecrets } from '../secrets/describe-secrets.ts';
import { scanDiff } from '../secrets/scan-diff.ts';
import { diffFailed, type Failed } from './failed.ts';
import type { Place } from './places.ts';
import type { Workbench } from './workbench.ts';

/** Files named in the metadata of a diff; the patch itself names all. */
const namedFiles = 300;

export type TakenDiff = { ok: true; patch: Uint8Array; stats: DiffStats; /** Of all files, also those that the stats leave out. */ paths: string[]; secrets: DiffMetadata['secrets'] };

/** What the workspace holds against its base, without what set-up put there. `folder`: what every path in the patch begins with. */
export async function takeDiff(bench: Workbench, where: { baseSha: string; exclude: readonly string[] }, folder: string | null = null): Promise<TakenDiff | Failed> {
  const { step, tree, gitDir, timeLeft } = bench;
  const diff = await diffWorkspace({ dir: tree, gitDir, ...where, ...(folder !== null && { folder }) }, { signal: step.signal, timeoutMs: timeLeft() });
  if (!diff.ok) return diffFailed(diff);
  for (const { message, paths } of diff.warnings) await step.emit({ type: 'message', role: 'system', text: `${message}\n${paths.join('\n')}` });
  const { filesChanged, insertions, deletions, files } = diff.stats;
  const secrets = await scanDiff(diff.patch, step.values.find);
  if (secrets) await step.emit({ type: 'error', code: 'secrets_found', text: describeSecrets(secrets) });
  return { ok: true, patch: diff.patch, secrets, paths: files.map(({ path }) => path), stats: { filesChanged, insertions, deletions, files: files.slice(0, namedFiles).map((file) => ({ ...file })) } };
}

/** The part of a change that is in one repository. */
export type PartialDiff = { place: Place; diff: TakenDiff };

/** One change of all repositories, with each path below its repository's folder. */
export function joinDiffs(parts: readonly PartialDiff[]): TakenDiff {
  const [only] = parts;
  if (only && only.place.folder === null) return only.diff;
  const below = (folder: string | null, path: string) => (folder === null ? path : `${folder}/${path}`);
  const sum = (name: 'filesChanged' | 'insertions' | 'deletions') => parts.reduce((total, { diff }) => total + diff.stats[name], 0);
  const findings = parts.flatMap(({ diff }) => diff.secrets?.findings ?? []);
  const found = parts.reduce((total, { diff }) => total + (diff.secrets?.found ?? 0), 0);
  return {
    ok: true, patch: new Uint8Array(Buffer.concat(parts.map(({ diff }) => diff.patch))),
    paths: parts.flatMap(({ place, diff }) => diff.paths.map((path) => below(place.folder, path))),
    stats: { filesChanged: sum('filesChanged'), insertions: sum('insertions'), deletions: sum('deletions'), files: parts.flatMap(({ place, diff }) => diff.stats.files.map((file) => ({ ...file, path: below(place.folder, file.path) }))).slice(0, namedFiles) },
    secrets: found > 0 ? { found, findings } : null,
  };
}
