import type { DiffMetadata, DiffStats } from '@lime/contracts';
import { diffWorkspace } from '@lime/git';
import { describeSecrets } from '../secrets/describe-secrets.ts';
import { scanDiff } from '../secrets/scan-diff.ts';
import { diffFailed, type Failed } from './failed.ts';
import type { Workbench } from './workbench.ts';

/** Files named in the metadata of a diff; the patch itself names all. */
const namedFiles = 300;

export type TakenDiff = { ok: true; patch: Uint8Array; stats: DiffStats; /** Of all files, also those that the stats leave out. */ paths: string[]; secrets: DiffMetadata['secrets'] };

/** What the workspace holds against its base, without what set-up put there. */
export async function takeDiff(bench: Workbench, where: { baseSha: string; exclude: readonly string[] }): Promise<TakenDiff | Failed> {
  const { step, tree, gitDir, timeLeft } = bench;
  const diff = await diffWorkspace({ dir: tree, gitDir, ...where }, { signal: step.signal, timeoutMs: timeLeft() });
  if (!diff.ok) return diffFailed(diff);
  for (const { message, paths } of diff.warnings) await step.emit({ type: 'message', role: 'system', text: `${message}\n${paths.join('\n')}` });
  const { filesChanged, insertions, deletions, files } = diff.stats;
  const secrets = await scanDiff(diff.patch, step.values.find);
  if (secrets) await step.emit({ type: 'error', code: 'secrets_found', text: describeSecrets(secrets) });
  return { ok: true, patch: diff.patch, secrets, paths: files.map(({ path }) => path), stats: { filesChanged, insertions, deletions, files: files.slice(0, namedFiles).map((file) => ({ ...file })) } };
}
