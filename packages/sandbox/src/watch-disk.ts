import { spawn } from 'node:child_process';
import { type StatsFs, statfsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openUnlinkedBytes } from './open-unlinked-bytes.ts';

const LOOK_MS = 100;
/** After a walk of the folders that found no culprit, the next waits for this many times its duration. */
const WALK_REST = 5;
const BLOCK = 512;
/** Every file costs at least this, so that a flood of empty ones (which eats the inodes) counts. */
const FILE_COST = 4096;

/** `members` are the pids whose open, already deleted files count too. */
export type DiskWatch = { folders: string[]; limitMb: number; members: () => number[]; onFull: () => void };

/**
 * Calls `onFull` when the folders together have grown by more than the limit.
 *
 * Looking costs one statfs a folder as long as their file systems have grown by less than the limit; only
 * then the folders are searched for what is new since the start (by change time, which a command
 * cannot set). Replacing files therefore counts as no growth, and neither do other writers.
 */
export function watchDisk({ folders, limitMb, members, onFull }: DiskWatch): () => void {
  const limit = limitMb * 1024 * 1024;
  const startedAt = Date.now();
  const disks = oneFolderADisk(folders);
  const before = disks.map((folder) => statfsSync(folder));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const isFull = async () => {
    const now = disks.map((folder) => statfsSync(folder));
    if (growth(before, now) < limit) return false;
    return (await newBytes(folders, startedAt, limit)) + openUnlinkedBytes(disks, members()) >= limit;
  };
  const look = async () => {
    const lookedAt = performance.now();
    const full = await isFull();
    if (stopped) return;
    if (full) return onFull();
    lookAfter(Math.max(LOOK_MS, (performance.now() - lookedAt) * WALK_REST));
  };
  const lookAfter = (pauseMs: number) => {
    // A folder that is gone, the only thing that can fail here, grows no more.
    timer = setTimeout(() => void look().catch(() => undefined), pauseMs);
  };
  lookAfter(LOOK_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** One folder of each file system that the folders lie on. */
function oneFolderADisk(folders: string[]): string[] {
  return [...new Map(folders.map((folder) => [statSync(folder).dev, folder])).values()];
}

/** In sum over the file systems; one that others made emptier hides nothing of the rest. */
function growth(before: StatsFs[], now: StatsFs[]): number {
  return before.reduce((sum, was, index) => sum + Math.max(0, growthOf(was, now[index] ?? was)), 0);
}

function growthOf(before: StatsFs, now: StatsFs): number {
  return Math.max((before.bfree - now.bfree) * now.bsize, (before.ffree - now.ffree) * FILE_COST);
}

/** Disk use of everything changed since `since` (epoch milliseconds), counted up to `enough`. Follows no link. */
function newBytes(folders: string[], since: number, enough: number): Promise<number> {
  const format = '%i %b\n';
  const args = [...folders, '-xdev', '-newerct', `@${Math.floor(since / 1000)}`, '-printf', format];
  const find = spawn('find', args, { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  const seen = new Set<string>();
  let sum = 0;
  return new Promise((resolve) => {
    find.on('error', () => resolve(sum));
    const lines = createInterface({ input: find.stdout });
    lines.on('line', (line) => {
      const [inode = '', blocks = '0'] = line.split(' ');
      if (seen.has(inode)) return;
      seen.add(inode);
      sum += Math.max(Number(blocks) * BLOCK, FILE_COST);
      if (sum >= enough) find.kill();
    });
    lines.on('close', () => resolve(sum));
  });
}
