import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@lime/kernel';
import { pruneRepositoryCache } from '@lime/git';

const hour = 3_600_000;
/** Longer than any step may take: what one uses stays while it runs. */
const keepMs = 36 * hour;
/** What nobody has used for so long goes, however much room there is. */
const mostAgeMs = 30 * 24 * hour;

export type Caches = { /** Holds a folder of caches for each tenant. */ dir: string; maxBytes: number; logger: Logger };

/** Keeps the clones of repositories within bounds; what has not been used for longest goes. Safe beside runs, and beside another server of this folder. */
async function collectCaches({ dir, maxBytes, logger }: Caches, now = new Date()): Promise<void> {
  const tenants = await readdir(dir).catch(() => []);
  const { removed, bytes } = await pruneRepositoryCache({ cacheDirs: tenants.map((tenant) => join(dir, tenant)), maxBytes, keepMs, mostAgeMs, now });
  if (removed > 0) logger.info({ removed, bytes }, 'removed clones of repositories that have not been needed for long');
}

/** Does so now and every hour, on every server, for each has its own; call what it answers to stop. */
export function startCollecting(caches: Caches): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const collect = () => {
    running = collectCaches(caches).catch((err: unknown) => caches.logger.warn({ err }, 'clones of repositories could not be looked through'));
  };
  collect();
  const timer = setInterval(collect, hour);
  return () => {
    clearInterval(timer);
    return running;
  };
}
