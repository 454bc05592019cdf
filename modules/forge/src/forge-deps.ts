import type { Db } from '@lime/db';
import type { BlobStore } from '@lime/runs';

/** What the tools of this module work with. */
export type ForgeDeps = {
  db: Db;
  blobs: BlobStore;
  /** Where bare object caches of repositories are kept, one per tenant. */
  cacheDir: string;
};
