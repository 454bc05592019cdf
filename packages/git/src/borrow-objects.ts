import { link, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives a run's git directory the objects of the cache without copying them: its packs are hard-linked,
 * so the cache may be pruned while the run lives. Where links are impossible (another file system)
 * the cache is named as an alternate instead. The caller holds the cache's lock.
 */
export async function borrowObjects(cache: string, gitDir: string): Promise<void> {
  const from = join(cache, 'objects/pack');
  try {
    const names = (await readdir(from)).filter((name) => /\.(pack|idx|rev)$/.test(name));
    await Promise.all(names.map((name) => link(join(from, name), join(gitDir, 'objects/pack', name))));
  } catch {
    await writeFile(join(gitDir, 'objects/info/alternates'), `${join(cache, 'objects')}\n`);
  }
}
