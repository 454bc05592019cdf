import type { BlobStore } from '@lime/runs';
import type { ForgeContext } from '../context.ts';

/** What the tools of this module work with. */
export type ForgeDeps = {
  forge: ForgeContext;
  blobs: BlobStore;
  /** Where bare object caches of repositories are kept, one per tenant. */
  cacheDir: string;
};
