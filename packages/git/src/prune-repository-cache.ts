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
  /** One that has not been used for this time goes, however much room there is. */
  readonly mostAgeMs?: number;
  readonly now: Date;
};

/** Removes repository caches that are too many. Runs keep what they borrowed (see `borrowObjects`). */
export async function pruneRepositoryCache({ cacheDirs, maxBytes, keepMs, mostAgeMs = Infinity, now }: PruneRequest): Promise<{ removed: number; bytes: number }> {
  const gitDirs = (await Promise.all(cacheDirs.map(listCaches))).flat();
  const caches = await Promise.all(gitDirs.map(async (gitDir) => ({
    gitDir,
    bytes: await packedBytes(gitDir),
    usedAt: await usedAt(gitDir),
  })));
  let bytes = caches.reduce((sum, cache) => sum + cache.bytes, 0);
  let removed = 0;
  for (const cache of caches.toSorted((a, b) => a.usedAt - b.usedAt)) {
    const unused = now.getTime() - cache.usedAt;
    if (unused < keepMs || (bytes <= maxBytes && unused < mostAgeMs)) break;
    // Whoever has fetched into it meanwhile needs it.
    const gone = await withPathLock(cache.gitDir, async () => (await usedAt(cache.gitDir)) === cache.usedAt && (await remove(cache.gitDir), true));
    if (!gone) continue;
    bytes -= cache.bytes;
    removed += 1;
  }
  return { removed, bytes };
}

const doomedEnd = '.removed';

async function listCaches(cacheDir: string): Promise<string[]> {
  const names = await readdir(cacheDir).catch(() => []);
  // What a removal has left that was cut short.
  await Promise.all(names.filter((name) => name.endsWith(doomedEnd)).map((name) => rm(join(cacheDir, name), { recursive: true, force: true })));
  return names.filter((name) => name.endsWith('.git')).map((name) => join(cacheDir, name));
}

/** Renamed first: a removal that is cut short must not leave half a repository under the real name. */
async function remove(gitDir: string): Promise<void> {
  const doomed = `${gitDir}${doomedEnd}`;
  await rm(doomed, { recursive: true, force: true });
  await rename(gitDir, doomed);
  await rm(doomed, { recursive: true, force: true });
}

/** Its HEAD is touched with every use; 0: it is no whole cache. */
function usedAt(gitDir: string): Promise<number> {
  return stat(join(gitDir, 'HEAD')).then((found) => found.mtimeMs, () => 0);
}

async function packedBytes(gitDir: string): Promise<number> {
  const packDir = join(gitDir, 'objects/pack');
  const names = await readdir(packDir).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(packDir, name)).then((found) => found.size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
