import type { Db } from '@lime/db';
import type { BlobStore, Tool } from '@lime/runs';
import { mergeTool } from './merge-tool.ts';
import { pushTool } from './push-tool.ts';

export type ForgeDeps = {
  db: Db;
  blobs: BlobStore;
  /** Where bare object caches of repositories are kept, one per tenant. */
  cacheDir: string;
};

/** The tools that change repositories, by the names that workflows call them. */
export function forgeTools(deps: ForgeDeps): [string, Tool][] {
  return [
    ['forge.push', pushTool(deps)],
    ['forge.merge', mergeTool(deps)],
  ];
}
