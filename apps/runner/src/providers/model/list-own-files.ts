import { opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Files below a folder of a sandboxed program's own, as paths relative to that folder: the first
 * `most` entries that are met, and nothing where a link stands, which could lead over this whole
 * machine. No process may be at work there any more.
 */
export async function listOwnFiles(folder: string, path: string, most: number): Promise<string[]> {
  const root = await realpath(folder);
  const files: string[] = [];
  let met = 0;
  const walk = async (at: string): Promise<void> => {
    if ((await realpath(join(root, at)).catch(() => null)) !== join(root, at)) return;
    for await (const entry of await opendir(join(root, at))) {
      met += 1;
      if (met > most) return;
      if (entry.isDirectory()) await walk(join(at, entry.name));
      else if (entry.isFile()) files.push(join(at, entry.name));
    }
  };
  await walk(path).catch(() => undefined);
  return files;
}
