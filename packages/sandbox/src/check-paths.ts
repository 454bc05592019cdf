import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { WORKSPACE } from './bwrap-options.ts';
import type { SandboxCommand } from './sandbox-command.ts';

export type Refusal = { reason: string; fix: string };

/**
 * Says why the paths of a command must not be handed to bwrap, or nothing when they are sound.
 *
 * bwrap creates missing mount points with the host user's rights while the host is still in sight.
 * A mount point below the workspace whose path leads over a link planted by the repository could
 * so create files anywhere on the host: every part of it must be a real directory.
 */
export async function refusePaths(command: SandboxCommand): Promise<Refusal | undefined> {
  const workspace = await lstat(command.workspace).catch(() => undefined);
  if (!workspace?.isDirectory()) return { reason: `the workspace ${command.workspace} is not a directory`, fix: 'create it' };
  for (const { host, inside } of [...(command.writable ?? []), ...(command.readOnly ?? []), ...(command.sockets ?? [])]) {
    if (inside !== posix.resolve('/', inside)) throw new Error(`mount target must be an absolute, plain path: ${inside}`);
    if (!(await lstat(host).catch(() => undefined))) return { reason: `${host}, to be mounted at ${inside}, does not exist`, fix: 'create it' };
    const link = await linkOnTheWay(command.workspace, inside);
    if (link) return { reason: `${inside} cannot be mounted: ${link} in the workspace is a symbolic link or no directory`, fix: `remove ${link} from the repository` };
  }
  return undefined;
}

async function linkOnTheWay(workspace: string, inside: string): Promise<string | undefined> {
  if (!inside.startsWith(`${WORKSPACE}/`)) return undefined;
  const parts = inside.slice(WORKSPACE.length + 1).split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const relative = parts.slice(0, depth).join('/');
    const entry = await lstat(join(workspace, relative)).catch(() => undefined);
    if (!entry) return undefined;
    const isTarget = depth === parts.length;
    if (entry.isSymbolicLink() || (!isTarget && !entry.isDirectory())) return relative;
  }
  return undefined;
}
