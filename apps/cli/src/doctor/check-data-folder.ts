import { access, constants, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatSize } from '../terminal/format.ts';
import { broken, fine, warning, type Finding } from './finding.ts';

/** Clones, caches and the database need room. */
const littleBytes = 5e9;
const tooLittleBytes = 5e8;

/** Whether the server could keep its data there, and how much room is left. */
export async function checkDataFolder(folder: string): Promise<Finding[]> {
  const exists = await access(folder).then(() => true, () => false);
  const where = exists ? folder : await nearestExisting(folder);
  return [await checkWritable(folder, where), await checkRoom(where)];
}

async function nearestExisting(folder: string): Promise<string> {
  const parent = dirname(folder);
  if (parent === folder) return folder;
  return access(parent).then(() => parent, () => nearestExisting(parent));
}

async function checkWritable(folder: string, where: string): Promise<Finding> {
  const probe = join(where, `.lime-doctor-${process.pid}`);
  try {
    await access(where, constants.W_OK);
    await mkdir(probe);
    await writeFile(join(probe, 'file'), 'x');
    return fine('data folder', where === folder ? folder : `${folder} (will be made)`);
  } catch (error) {
    return broken('data folder', `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`, 'Make it writable, or name another folder with LIME_DATA.');
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

async function checkRoom(where: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(where);
  const free = bavail * bsize;
  const fix = `Free some space on the disk of ${where}, or name a folder on another disk with LIME_DATA.`;
  if (free < tooLittleBytes) return broken('disk', `${formatSize(free)} free`, fix);
  return free < littleBytes ? warning('disk', `${formatSize(free)} free`, fix) : fine('disk', `${formatSize(free)} free`);
}
