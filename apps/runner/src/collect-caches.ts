import { join } from 'node:path';
import type { Logger } from '@lime/kernel';
import { pruneRepositoryCache } from '@lime/git';
import { repositoryCaches } from './repository-caches.ts';
import { pruneSetupCache } from './setup/setup-cache.ts';

const maxRepositoryBytes = 20e9;
const maxSetupBytes = 20e9;
/** Longer than any step may take: what a step uses stays while it runs. */
const keepMs = 36 * 3_600_000;

/** Keeps the caches of repositories and set-ups within bounds; what has not been used for longest goes. */
export async function collectCaches({ caches, log, now }: { caches: string; log: Logger; now: Date }): Promise<void> {
  const [repositories, setups] = await Promise.all([
    pruneRepositoryCache({ cacheDirs: await repositoryCaches(caches), maxBytes: maxRepositoryBytes, keepMs, now }),
    pruneSetupCache({ cacheDir: join(caches, 'setup'), maxBytes: maxSetupBytes, keepMs, now }),
  ]);
  if (repositories.removed + setups.removed > 0) log.info({ repositories, setups }, 'removed what the caches have not needed for long');
}
