import { lstat, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type GitFailure, listStrays, type Strays, withPathLock } from '@lime/git';
import type { SandboxMount } from '@lime/sandbox';
import { removeTree } from '../workspace/remove-tree.ts';
import { makeRealFolder } from './make-real-folder.ts';
import type { RepositoryView } from './repository-view.ts';
import { type CachedSetup, copyPlain, findCachedSetup, storeSetup } from './setup-cache.ts';
import { SCRATCH } from './setup-environment.ts';
import { setupKey } from './setup-key.ts';
import type { SetupPlan } from './setup-plan.ts';

export type SetUpRequest<Failure> = {
  readonly plan: SetupPlan;
  readonly repository: RepositoryView;
  readonly dir: string;
  readonly gitDir: string;
  readonly baseSha: string;
  /** Names the tenant and repository: others do not get what this set-up makes. */
  readonly scope: string;
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  /** Runs the plan's command in the sandbox, with the registries in reach and `SETUP_ENVIRONMENT`. */
  readonly install: () => Promise<{ ok: true } | Failure>;
};

export type SetUpDone = {
  readonly ok: true;
  /** Mounts for every later command of the run. */
  readonly readOnly: readonly SandboxMount[];
  /** Ignore patterns for diffs: what set-up made is not the agent's. */
  readonly exclude: readonly string[];
  readonly fromCache: boolean;
};

/**
 * Sets a workspace up, or takes over what an earlier set-up of the same key made. Equal set-ups at
 * the same time run once; the others wait. What was installed is read-only from here on (ADR 0124).
 */
export async function setUp<Failure extends { ok: false }>(request: SetUpRequest<Failure>): Promise<SetUpDone | Failure | GitFailure> {
  const key = await setupKey(request);
  const cacheDir = resolve(request.cacheDir);
  try {
    return await withPathLock(join(cacheDir, key), () => takeOverOrInstall(request, cacheDir, key), request.signal);
  } catch (error) {
    if (request.signal?.aborted) return { ok: false, code: 'cancelled', message: 'Cancelled.' };
    throw error;
  }
}

async function takeOverOrInstall<Failure extends { ok: false }>(request: SetUpRequest<Failure>, cacheDir: string, key: string): Promise<SetUpDone | Failure | GitFailure> {
  const cached = await findCachedSetup(cacheDir, key);
  if (cached === null) return installAndStore(request, cacheDir, key);
  for (const file of cached.files) await placeFile(cached, file, request.dir);
  return { ok: true, ...(await offer(cached, request.dir)), fromCache: true };
}

async function installAndStore<Failure extends { ok: false }>(request: SetUpRequest<Failure>, cacheDir: string, key: string): Promise<SetUpDone | Failure | GitFailure> {
  const before = await listStrays(request, limits(request));
  if (!before.ok) return before;
  await makeRealFolder(request.dir, `${SCRATCH}/setup/tmp`);
  const installed = await request.install();
  await removeTree(await makeRealFolder(request.dir, SCRATCH));
  if (!installed.ok) return installed;
  const after = await listStrays(request, limits(request));
  if (!after.ok) return after;
  const made = after.untracked.filter((path) => !before.untracked.includes(path));
  const clean = isUntouched(before, request.plan) && after.changed.every((path) => before.changed.includes(path));
  if (!clean || !(await canBeCached(request.dir, made))) return { ok: true, readOnly: [], exclude: made.map(excludePattern), fromCache: false };
  const stored = await storeSetup(cacheDir, key, request.dir, made);
  return { ok: true, ...(await offer(stored, request.dir)), fromCache: false };
}

/**
 * Whether the set-up starts from the commit and its inputs alone. After an agent's work it may not,
 * and what it makes then must not reach other runs.
 */
function isUntouched({ untracked, changed }: Strays, { inputs }: SetupPlan): boolean {
  return untracked.length === 0 && changed.every((path) => inputs.includes(path));
}

/** Mounts of the cached folders, and places to write where tools expect them in `node_modules`. */
async function offer(cached: CachedSetup, dir: string): Promise<Pick<SetUpDone, 'readOnly' | 'exclude'>> {
  for (const folder of cached.folders.filter((path) => basename(path) === 'node_modules')) await openWritablePlaces(cached, folder, dir);
  return {
    readOnly: cached.folders.map((path) => ({ host: join(cached.root, path), inside: `/workspace/${path}` })),
    exclude: [...cached.folders, ...cached.files].map(excludePattern),
  };
}

/** Where build tools keep their caches inside `node_modules`: links to folders of the run's own. */
const WRITABLE_PLACES = ['.cache', '.vite', '.vite-temp'];

async function openWritablePlaces(cached: CachedSetup, folder: string, dir: string): Promise<void> {
  for (const place of WRITABLE_PLACES) {
    const own = `${SCRATCH}/writable/${folder.replaceAll('/', '+')}/${place}`;
    await makeRealFolder(dir, own);
    const link = join(cached.root, folder, place);
    const found = await lstat(link).catch(() => null);
    if (found?.isSymbolicLink()) continue;
    if (found !== null) await removeTree(link);
    await symlink(`/workspace/${own}`, link);
  }
}

async function placeFile(cached: CachedSetup, file: string, dir: string): Promise<void> {
  const parent = dirname(file);
  if (parent !== '.') await makeRealFolder(dir, parent);
  await rm(join(dir, file), { recursive: true, force: true });
  await copyPlain(join(cached.root, file), join(dir, file));
}

/** Pipes and the like, and names that are not UTF-8, cannot be handed on. */
async function canBeCached(dir: string, made: readonly string[]): Promise<boolean> {
  const plain = await Promise.all(made.map(async (path) => {
    const found = await lstat(join(dir, path)).catch(() => null);
    return found !== null && (found.isDirectory() ? path.endsWith('/') : found.isFile() || found.isSymbolicLink());
  }));
  return !plain.includes(false);
}

/** A path as a pattern of .gitignore that means this path alone. */
function excludePattern(path: string): string {
  return `/${path.replace(/\/$/, '').replace(/[\\*?[\]!# ]/g, '\\$&')}`;
}

function limits({ signal }: { readonly signal?: AbortSignal }): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
