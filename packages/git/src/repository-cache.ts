import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitDir } from './create-git-dir.ts';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { type RepositoryUrl, repositoryKey } from './repository-url.ts';
import { runGit } from './run-git.ts';
import { withPathLock } from './with-path-lock.ts';

/** One repository's bare object cache, shared by all runs that use the same cache folder. */
export type RepositoryCache = { readonly cacheDir: string; readonly url: RepositoryUrl; readonly exampleSha: string };

/** Every fetch leaves one pack; beyond this many they are merged. */
const MANY_PACKS = 40;

function cacheGitDir(cacheDir: string, url: RepositoryUrl): string {
  return join(cacheDir, `${repositoryKey(url)}.git`);
}

/** Does `work` with the cache's git directory, created when missing, while no other run fetches into it. */
export async function withRepositoryCache<T>(cache: RepositoryCache, limits: GitLimits, work: (gitDir: string) => Promise<T>): Promise<T | GitFailure> {
  const gitDir = cacheGitDir(cache.cacheDir, cache.url);
  try {
    return await withPathLock(gitDir, async () => {
      await makeUsable(gitDir, cache.exampleSha);
      return work(gitDir);
    }, limits.signal);
  } catch (error) {
    if (limits.signal?.aborted) return failure('cancelled', 'Cancelled.');
    throw error;
  }
}

/** Holding the lock, nobody fetches: what a killed fetch left behind is rubbish. */
async function makeUsable(gitDir: string, exampleSha: string): Promise<void> {
  const head = join(gitDir, 'HEAD');
  const exists = await stat(head).then(() => true, () => false);
  if (!exists) return createGitDir(gitDir, { bare: true, exampleSha });
  const now = new Date();
  await utimes(head, now, now);
  await Promise.all(['shallow.lock', 'packed-refs.lock', 'HEAD.lock'].map((name) => rm(join(gitDir, name), { force: true })));
}

/** Keeps the number of packs small after a fetch, and clears what killed fetches left. */
export async function tidyPacks(gitDir: string, limits: GitLimits): Promise<void> {
  const packDir = join(gitDir, 'objects/pack');
  const names = await readdir(packDir);
  await Promise.all(names.filter((name) => name.startsWith('tmp_')).map((name) => rm(join(packDir, name), { force: true })));
  if (names.filter((name) => name.endsWith('.pack')).length <= MANY_PACKS) return;
  await runGit([`--git-dir=${gitDir}`, 'repack', '-d', '-q', '--geometric=2'], limits);
}
