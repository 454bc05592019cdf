import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withPathLock } from './with-path-lock.ts';

export type PruneRequest = {
  /** Folders of object caches, which share the room. */
  readonly cacheDirs: readonly string[];
  /** Caches go, the longest unused first, until no more than this remains, in bytes. */
  readonly maxBytes: number;
  /** A cache used within this time stays, in milliseconds. */
  readonly keepMs: number;
  readonly now: Date;
};

/** Removes repository caches that are too many. Runs keep what they borrowed (see `borrowObjects`). */
export async function pruneRepositoryCache({ cacheDirs, maxBytes, keepMs, now }: PruneRequest): Promise<{ removed: number; bytes: number }> {
  const gitDirs = (await Promise.all(cacheDirs.map(listCaches))).flat();
  const caches = await Promise.all(gitDirs.map(async (gitDir) => ({
    gitDir,
    bytes: await packedBytes(gitDir),
    usedAt: await stat(join(gitDir, 'HEAD')).then((found) => found.mtimeMs, () => 0),
  })));
  let bytes = caches.reduce((sum, cache) => sum + cache.bytes, 0);
  let removed = 0;
  for (const cache of caches.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= maxBytes || now.getTime() - cache.usedAt < keepMs) break;
    await withPathLock(cache.gitDir, () => remove(cache.gitDir));
    bytes -= cache.bytes;
    removed += 1;
  }
  return { removed, bytes };
}

async function listCaches(cacheDir: string): Promise<string[]> {
  const names = await readdir(cacheDir).catch(() => []);
  return names.filter((name) => name.endsWith('.git')).map((name) => join(cacheDir, name));
}

/** Renamed first: a removal that is cut short must not leave half a repository under the real name. */
async function remove(gitDir: string): Promise<void> {
  const doomed = `${gitDir}.removed`;
  await rm(doomed, { recursive: true, force: true });
  await rename(gitDir, doomed);
  await rm(doomed, { recursive: true, force: true });
}

async function packedBytes(gitDir: string): Promise<number> {
  const packDir = join(gitDir, 'objects/pack');
  const names = await readdir(packDir).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(packDir, name)).then((found) => found.size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
