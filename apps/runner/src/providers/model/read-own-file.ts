import { lstat, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Reads a file that a sandboxed program has written into a folder of its own; null when it is not a
 * plain file there, or larger than `maxBytes`. A link on the way could lead to any file of this
 * machine. No process may be at work there any more.
 */
export async function readOwnFile(folder: string, path: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    const root = await realpath(folder);
    const at = join(root, path);
    if (!at.startsWith(`${root}/`) || (await realpath(at)) !== at) return null;
    const stat = await lstat(at);
    return stat.isFile() && stat.size <= maxBytes ? await readFile(at) : null;
  } catch {
    return null;
  }
}
