import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@lime/kernel';

/** Where the repositories of one scope are cached: who uses the same folder can check out what another has fetched. */
export function repositoryCacheOf(caches: string, scope: string): string {
  return join(caches, 'git', sha256Hex(scope).slice(0, 32));
}

/** The folders of all scopes. */
export async function repositoryCaches(caches: string): Promise<string[]> {
  const names = await readdir(join(caches, 'git')).catch(() => []);
  return names.map((name) => join(caches, 'git', name));
}
