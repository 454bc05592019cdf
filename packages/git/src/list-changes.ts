import { chmod, lstat, readdir } from 'node:fs/promises';
import type { GitFailure, GitLimits } from './failure.ts';
import { joinNul, pathBelow, splitNul } from './nul-separated.ts';
import { mustRunGit, runGit } from './run-git.ts';
import { type WorkspaceWarning, warning } from './workspace-warning.ts';

export type WorkspaceChanges = {
  /** Files and links to read anew. */
  readonly present: readonly Buffer[];
  readonly deleted: readonly Buffer[];
  /** Total size of `present`, in bytes, and the largest of them. */
  readonly bytes: number;
  readonly largest: { readonly path: string; readonly bytes: number } | null;
  readonly warnings: readonly WorkspaceWarning[];
};

export type ChangesRequest = {
  readonly dir: string;
  readonly gitDir: string;
  readonly indexFile: string;
  readonly respectIgnore: boolean;
  /** Further ignore patterns, for what the set-up installed. */
  readonly exclude: readonly string[];
};

/** Names that git refuses to store, whatever their letter case: they could be taken for git's own folder. */
const REFUSED_NAME = /(?:^|\/)(?:\.git|git~1)[ .]*(?::[^/]*)?(?:\/|$)/i;

/**
 * Finds what differs from the index, without `git add`: that would run `git status` inside submodules,
 * under their own configuration, which the agent can write. Submodules therefore never count as changed,
 * and a repository planted in the workspace is read as the plain files that it is.
 */
export async function listChanges(request: ChangesRequest, limits: GitLimits): Promise<WorkspaceChanges | GitFailure> {
  const [tracked, untracked] = await Promise.all([listTracked(request, limits), listUntracked(request, limits)]);
  if ('ok' in tracked) return tracked;
  if ('ok' in untracked) return untracked;
  const nested = [...untracked.nested, ...tracked.replaced];
  const planted = await withoutIgnored(request, (await Promise.all(nested.map((folder) => walk(request.dir, folder)))).flat(), limits);
  if ('ok' in planted) return planted;
  const found = [...tracked.present, ...untracked.files, ...planted];
  const refused = found.filter((path) => REFUSED_NAME.test(path.toString('latin1')));
  const measured = await measure(request.dir, found.filter((path) => !REFUSED_NAME.test(path.toString('latin1'))));
  return {
    ...measured,
    // A pipe in the place of a tracked file: the file is gone.
    deleted: [...tracked.deleted, ...tracked.replaced, ...measured.special],
    warnings: [
      ...warning('nested_repositories', 'Repositories inside the workspace are taken as plain files.', nested),
      ...warning('refused_names', 'Git does not store files with these names; they are left out.', refused),
      ...warning('special_files', 'Pipes, sockets and devices are left out.', measured.special),
    ],
  };
}

type Tracked = { readonly present: Buffer[]; readonly deleted: Buffer[]; readonly replaced: Buffer[] };

/** `diff-files --raw`: `:oldmode newmode oldsha newsha status`, then the path. */
async function listTracked({ dir, gitDir, indexFile }: ChangesRequest, limits: GitLimits): Promise<Tracked | GitFailure> {
  const args = [`--git-dir=${gitDir}`, `--work-tree=${dir}`, 'diff-files', '--raw', '-z', '--no-renames', '--ignore-submodules=all', '--no-ext-diff'];
  const output = await mustRunGit(args, { ...limits, env: { GIT_INDEX_FILE: indexFile } });
  if (!(output instanceof Uint8Array)) return output;
  const fields = splitNul(output);
  const changes: Tracked = { present: [], deleted: [], replaced: [] };
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode, newMode] = (fields[at] ?? Buffer.alloc(0)).subarray(1).toString('latin1').split(' ');
    const path = fields[at + 1] ?? Buffer.alloc(0);
    if (oldMode === '160000') continue;
    if (newMode === '000000') changes.deleted.push(path);
    // A repository of its own stands in the file's place.
    else if (newMode === '160000') changes.replaced.push(path);
    else changes.present.push(path);
  }
  return changes;
}

/** `ls-files --others` names a repository inside the workspace as one entry that ends in a slash. */
async function listUntracked({ dir, gitDir, indexFile, respectIgnore, exclude }: ChangesRequest, limits: GitLimits): Promise<{ files: Buffer[]; nested: Buffer[] } | GitFailure> {
  const ignore = respectIgnore ? ['--exclude-standard', ...exclude.map((pattern) => `--exclude=${pattern}`)] : [];
  const args = [`--git-dir=${gitDir}`, `--work-tree=${dir}`, 'ls-files', '--others', '-z', ...ignore];
  const output = await mustRunGit(args, { ...limits, env: { GIT_INDEX_FILE: indexFile } });
  if (!(output instanceof Uint8Array)) return output;
  const paths = splitNul(output);
  return {
    files: paths.filter((path) => path.at(-1) !== SLASH),
    nested: paths.filter((path) => path.at(-1) === SLASH).map((path) => path.subarray(0, -1)),
  };
}

const SLASH = 47;

/** All files and links below a folder of the workspace, without `.git`; a path that is no folder is itself. */
async function walk(dir: string, path: Buffer): Promise<Buffer[]> {
  const found = await lstat(pathBelow(dir, path));
  if (!found.isDirectory()) return [path];
  const names: Buffer[] = await readdir(pathBelow(dir, path), { encoding: 'buffer' });
  const kept = names.filter((name) => name.toString('latin1').toLowerCase() !== '.git');
  const below = await Promise.all(kept.map((name) => walk(dir, Buffer.concat([path, Buffer.from('/'), name]))));
  return below.flat();
}

async function withoutIgnored({ dir, gitDir, indexFile, respectIgnore }: ChangesRequest, paths: readonly Buffer[], limits: GitLimits): Promise<readonly Buffer[] | GitFailure> {
  if (paths.length === 0 || !respectIgnore) return paths;
  const run = await runGit([`--git-dir=${gitDir}`, `--work-tree=${dir}`, 'check-ignore', '--stdin', '-z', '--no-index'], { ...limits, input: joinNul(paths), env: { GIT_INDEX_FILE: indexFile } });
  if (!run.ok) return run;
  const ignored = new Set(splitNul(run.stdout).map((path) => path.toString('latin1')));
  return paths.filter((path) => !ignored.has(path.toString('latin1')));
}

type Measured = { readonly present: Buffer[]; readonly special: Buffer[]; readonly bytes: number; readonly largest: WorkspaceChanges['largest'] };

/** Sizes by lstat, so nothing is followed. A file that its owner made unreadable is made readable again. */
async function measure(dir: string, paths: readonly Buffer[]): Promise<Measured> {
  const present: Buffer[] = [];
  const special: Buffer[] = [];
  let bytes = 0;
  let largest: WorkspaceChanges['largest'] = null;
  for (const path of paths) {
    const found = await lstat(pathBelow(dir, path));
    if (found.isFile() || found.isSymbolicLink()) present.push(path);
    else special.push(path);
    if (!found.isFile()) continue;
    if ((found.mode & 0o400) === 0) await chmod(pathBelow(dir, path), found.mode | 0o400);
    bytes += found.size;
    if (found.size > (largest?.bytes ?? -1)) largest = { path: path.toString(), bytes: found.size };
  }
  return { present, special, bytes, largest };
}
