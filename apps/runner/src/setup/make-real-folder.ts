import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a folder inside a workspace, part by part, and follows no link on the way: one planted by the
 * repository could lead anywhere on this machine. What stands in the way goes. No process may be at work there.
 */
export async function makeRealFolder(workspace: string, path: string): Promise<string> {
  let at = workspace;
  for (const part of path.split('/')) {
    at = join(at, part);
    const found = await lstat(at).catch(() => null);
    if (found?.isDirectory()) continue;
    if (found !== null) await rm(at, { force: true });
    await mkdir(at);
  }
  return at;
}
