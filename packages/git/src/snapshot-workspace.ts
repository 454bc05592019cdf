import { randomUUID } from 'node:crypto';
import { copyFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { type ChangesRequest, listChanges, type WorkspaceChanges } from './list-changes.ts';
import { joinNul } from './nul-separated.ts';
import { runGit } from './run-git.ts';
import type { WorkspaceWarning } from './workspace-warning.ts';

export type SnapshotRequest = Omit<ChangesRequest, 'indexFile'> & {
  readonly baseSha: string;
  /** Most bytes of changed files to read. */
  readonly maxContentBytes: number;
};

export type Snapshot = { readonly ok: true; readonly treeSha: string; readonly warnings: readonly WorkspaceWarning[] };

/** Stores the workspace as it stands as a tree object; the index of the checkout stays as it was. */
export async function snapshotWorkspace(request: SnapshotRequest, limits: GitLimits): Promise<Snapshot | GitFailure> {
  const indexFile = join(request.gitDir, `snapshot-${randomUUID()}.index`);
  try {
    await copyIndex(join(request.gitDir, 'index'), indexFile);
    const changes = await listChanges({ ...request, indexFile }, limits);
    if ('ok' in changes) return changes;
    if (changes.bytes > request.maxContentBytes) return tooLarge(changes, request.maxContentBytes);
    const tree = await writeTree(request, indexFile, changes, limits);
    return tree.ok ? { ...tree, warnings: changes.warnings } : tree;
  } finally {
    await rm(indexFile, { force: true });
  }
}

/**
 * The copy keeps the index's time. Git compares file times in whole seconds, and looks into a file of
 * unchanged size only if it is not older than the index: with a younger index it would miss a change
 * that was made in the second of the checkout.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const { atimeMs, mtimeMs } = await stat(from);
  await utimes(to, Math.floor(atimeMs / 1000), Math.floor(mtimeMs / 1000));
}

async function writeTree({ dir, gitDir, baseSha }: SnapshotRequest, indexFile: string, changes: WorkspaceChanges, limits: GitLimits): Promise<{ ok: true; treeSha: string } | GitFailure> {
  const where = [`--git-dir=${gitDir}`, `--work-tree=${dir}`];
  const env = { GIT_INDEX_FILE: indexFile };
  const removals = joinNul(changes.deleted.map((path) => Buffer.concat([Buffer.from(`0 ${'0'.repeat(baseSha.length)}\t`), path])));
  const steps = [
    // Changes first: writing removals gives the index a younger time, and a change of equal size in the second of the checkout would pass for none.
    ...(changes.present.length === 0 ? [] : [{ args: ['update-index', '--add', '--replace', '-z', '--stdin'], input: joinNul(changes.present) }]),
    ...(changes.deleted.length === 0 ? [] : [{ args: ['update-index', '-z', '--index-info'], input: removals }]),
    { args: ['write-tree'], input: Buffer.alloc(0) },
  ];
  let treeSha = '';
  for (const { args, input } of steps) {
    const run = await runGit([...where, ...args], { ...limits, env, input });
    if (!run.ok) return run;
    if (run.exitCode !== 0) return failure('checkout_failed', `The workspace could not be read: ${run.stderr.trim().slice(0, 500)}`);
    treeSha = new TextDecoder().decode(run.stdout).trim();
  }
  return { ok: true, treeSha };
}

function tooLarge({ bytes, largest }: WorkspaceChanges, limit: number): GitFailure {
  const culprit = largest === null ? '' : ` The largest is ${largest.path} with ${largest.bytes} bytes.`;
  return failure('diff_too_large', `The changed files hold ${bytes} bytes, more than the ${limit} allowed.${culprit} Ignore generated files in .gitignore, or split the work.`);
}
