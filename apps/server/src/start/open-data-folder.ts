import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Raised when an older server could no longer read what this one writes. */
const dataVersion = 1;

/** Makes the data folder, or takes the one there is, when this version may write to it. */
export async function openDataFolder(dataDir: string): Promise<{ kind: 'ok' } | { kind: 'failed'; message: string }> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    return { kind: 'failed', message: `The data folder ${dataDir} cannot be written (${error instanceof Error ? error.message : ''}). Give it to this user, or choose another by LIME_DATA.` };
  }
  const file = join(dataDir, 'version');
  const found = await readFile(file, 'utf8').catch(() => null);
  if (found === null) await writeFile(file, `${dataVersion}\n`);
  else if (Number(found) > dataVersion) return { kind: 'failed', message: `The data folder ${dataDir} was written by a newer Assembly Lime (format ${found.trim()}; this one knows ${dataVersion}). Update this copy, or choose another folder by LIME_DATA.` };
  return { kind: 'ok' };
}
