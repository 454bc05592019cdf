import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { removeTree } from '../workspace/remove-tree.ts';

const Manifest = z.object({
  /** Folders, given to later runs as read-only mounts. */
  folders: z.array(z.string()),
  /** Files and links, copied into later workspaces. */
  files: z.array(z.string()),
  bytes: z.number(),
});

/** What one set-up left behind, below `root` in the places where it stood in the workspace. */
export type CachedSetup = { readonly root: string; readonly folders: readonly string[]; readonly files: readonly string[] };

/** The entry of that key, marked as used now; null when there is none. */
export async function findCachedSetup(cacheDir: string, key: string): Promise<CachedSetup | null> {
  const entry = join(cacheDir, key);
  const text = await readFile(join(entry, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { folders, files } = Manifest.parse(JSON.parse(text));
  const now = new Date();
  await utimes(entry, now, now);
  return { root: join(entry, 'root'), folders, files };
}

/**
 * Moves what a set-up made out of the workspace into the cache. The entry appears whole, by a rename,
 * or not at all. `paths` are relative to the workspace; folders end in a slash.
 */
export async function storeSetup(cacheDir: string, key: string, workspace: string, paths: readonly string[]): Promise<CachedSetup> {
  const building = join(cacheDir, `building-${randomUUID()}`);
  const folders = paths.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1));
  const files = paths.filter((path) => !path.endsWith('/'));
  await mkdir(join(building, 'root'), { recursive: true });
  for (const path of files) await copyPlain(join(workspace, path), join(building, 'root', path));
  for (const path of folders) await move(join(workspace, path), join(building, 'root', path));
  await writeFile(join(building, 'manifest.json'), JSON.stringify({ folders, files, bytes: await diskUse(building) }));
  return publish(cacheDir, key, building);
}

/** Whoever is first wins; the other one's equal work is thrown away. */
async function publish(cacheDir: string, key: string, building: string): Promise<CachedSetup> {
  try {
    await rename(building, join(cacheDir, key));
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST')) throw error;
    await removeTree(building);
  }
  const entry = await findCachedSetup(cacheDir, key);
  if (entry === null) throw new Error(`the set-up ${key} was stored and is gone`);
  return entry;
}

/** Copies a file or a link as it is; folders above it are made. */
export async function copyPlain(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { verbatimSymlinks: true, preserveTimestamps: true, force: true });
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  // Moving a folder changes its entry `..`: a read-only one refuses.
  await chmod(from, (await lstat(from)).mode | 0o700);
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await removeTree(from);
  }
}

async function diskUse(path: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sk', path]);
  return Number.parseInt(stdout, 10) * 1024;
}

export type PruneRequest = {
  readonly cacheDir: string;
  /** Entries go, the longest unused first, until no more than this remains, in bytes. */
  readonly maxBytes: number;
  /** An entry used within this time stays, in milliseconds: longer than any run, whose mounts it may be. */
  readonly keepMs: number;
  readonly now: Date;
};

/** Removes set-ups that take too much room, and what killed ones left half-built. */
export async function pruneSetupCache({ cacheDir, maxBytes, keepMs, now }: PruneRequest): Promise<{ removed: number; bytes: number }> {
  const names = await readdir(cacheDir).catch(() => []);
  const found = await Promise.all(names.filter((name) => !name.endsWith('.lock')).map((name) => weigh(cacheDir, name)));
  const idle = (entry: Weighed) => now.getTime() - entry.usedAt >= keepMs;
  let bytes = found.reduce((sum, entry) => sum + entry.bytes, 0);
  let removed = 0;
  for (const entry of found.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (!idle(entry) || (entry.whole && bytes <= maxBytes)) continue;
    await discard(entry.path);
    bytes -= entry.bytes;
    removed += 1;
  }
  return { removed, bytes };
}

type Weighed = { readonly path: string; readonly usedAt: number; readonly bytes: number; readonly whole: boolean };

async function weigh(cacheDir: string, name: string): Promise<Weighed> {
  const path = join(cacheDir, name);
  const manifest = Manifest.safeParse(await readFile(join(path, 'manifest.json'), 'utf8').then(JSON.parse).catch(() => null));
  const usedAt = await stat(path).then(({ mtimeMs }) => mtimeMs, () => 0);
  const whole = manifest.success && !/^(?:building|doomed)-/.test(name);
  return { path, usedAt, bytes: manifest.success ? manifest.data.bytes : 0, whole };
}

/** Renamed first, so that a removal cut short leaves no half entry under a real name. */
async function discard(path: string): Promise<void> {
  const doomed = join(dirname(path), `doomed-${randomUUID()}`);
  await rename(path, doomed);
  await removeTree(doomed);
}
