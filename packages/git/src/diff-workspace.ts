import { resolve } from 'node:path';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { type DiffStats, parseDiffStats } from './parse-diff-stats.ts';
import { mustRunGit } from './run-git.ts';
import { snapshotWorkspace } from './snapshot-workspace.ts';
import type { WorkspaceWarning } from './workspace-warning.ts';

export type DiffRequest = {
  readonly dir: string;
  readonly gitDir: string;
  readonly baseSha: string;
  /** Whether untracked files that .gitignore names stay out; default true. */
  readonly respectIgnore?: boolean;
  /** Further ignore patterns, for what the set-up installed (`node_modules`, `.venv`). */
  readonly exclude?: readonly string[];
  /** Stands before every path in the patch, for one that is joined with those of other repositories: `a/shop/src/cart.ts`. */
  readonly folder?: string;
  /** Longest patch, in bytes; default 64 MiB. */
  readonly maxBytes?: number;
};

export type WorkspaceDiff = {
  readonly ok: true;
  /** `git diff --binary --full-index`; empty when nothing changed. The same workspace gives the same bytes. */
  readonly patch: Uint8Array;
  readonly stats: DiffStats;
  readonly treeSha: string;
  readonly warnings: readonly WorkspaceWarning[];
};

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Reading stops when the changed files are this much larger than the patch may be: compression does not save them. */
const CONTENT_PER_PATCH_BYTE = 8;

/** Pinned, so that neither git's defaults nor any configuration change the bytes that people approve. */
const PATCH_OPTIONS = ['--patch', '--binary', '--full-index', '--unified=3', '--inter-hunk-context=0', '--diff-algorithm=histogram', '--no-indent-heuristic', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
const STAT_OPTIONS = ['--raw', '--numstat', '-z', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--no-renames'];

/**
 * What the workspace changed against its base: untracked files included, ignored ones and every `.git` left out.
 * The patch is taken between two trees and without a work tree, so the workspace's .gitattributes cannot
 * hide a change from the reader by calling it binary.
 */
export async function diffWorkspace(request: DiffRequest, limits: GitLimits = {}): Promise<WorkspaceDiff | GitFailure> {
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
  const gitDir = resolve(request.gitDir);
  const snapshot = await snapshotWorkspace({
    dir: resolve(request.dir),
    gitDir,
    baseSha: request.baseSha,
    respectIgnore: request.respectIgnore ?? true,
    exclude: request.exclude ?? [],
    maxContentBytes: maxBytes * CONTENT_PER_PATCH_BYTE,
  }, limits);
  if (!snapshot.ok) return snapshot;
  const compare = (options: readonly string[]) => mustRunGit([`--git-dir=${gitDir}`, 'diff-tree', '-r', ...options, request.baseSha, snapshot.treeSha], { ...limits, maxBytes });
  const prefix = request.folder === undefined ? '' : `${request.folder}/`;
  const [patch, stats] = await Promise.all([compare([...PATCH_OPTIONS, `--src-prefix=a/${prefix}`, `--dst-prefix=b/${prefix}`]), compare(STAT_OPTIONS)]);
  if (!(patch instanceof Uint8Array)) return patch.code === 'diff_too_large' ? tooLarge(maxBytes) : patch;
  if (!(stats instanceof Uint8Array)) return stats.code === 'diff_too_large' ? tooLarge(maxBytes) : stats;
  return { ok: true, patch, stats: parseDiffStats(stats), treeSha: snapshot.treeSha, warnings: snapshot.warnings };
}

function tooLarge(maxBytes: number): GitFailure {
  return failure('diff_too_large', `The diff is larger than the ${maxBytes} bytes allowed. Ignore generated files in .gitignore, or split the work.`);
}
