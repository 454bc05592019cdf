import { posix } from 'node:path';
import type { Bwrap } from './find-bwrap.ts';
import type { SandboxCommand } from './sandbox-command.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';
import { procMounts, systemMounts } from './system-mounts.ts';
import type { Toolchain } from './toolchain-mounts.ts';

export const WORKSPACE = '/workspace';

const ISOLATION = [
  '--unshare-all', '--unshare-user', '--die-with-parent', '--new-session',
  '--uid', '1000', '--gid', '1000', '--hostname', 'sandbox', '--cap-drop', 'ALL', '--clearenv',
];

type InstalledBwrap = Extract<Bwrap, { ok: true }>;

/**
 * The options that shape the sandbox of a command. They are handed over in a file, not in argv:
 * the environment of a run is nobody else's business.
 */
export function bwrapOptions(bwrap: InstalledBwrap, command: SandboxCommand, toolchain: Toolchain): string[] {
  const environment = sandboxEnvironment(toolchain.path, command.env);
  return [
    ...ISOLATION,
    ...(bwrap.disablesUserns ? ['--disable-userns'] : []),
    ...systemMounts(),
    ...procMounts(),
    ...temporaryMounts(bwrap, command.limits.memoryMb),
    command.workspaceReadOnly === true ? '--ro-bind' : '--bind', command.workspace, WORKSPACE,
    ...(command.writable ?? []).flatMap(({ host, inside }) => ['--bind', host, inside]),
    ...[...toolchain.mounts, ...(command.readOnly ?? []), ...(command.sockets ?? [])].flatMap(readOnlyBind),
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--remount-ro', '/dev', '--remount-ro', '/',
    '--chdir', posix.join(WORKSPACE, command.cwd ?? ''),
  ];
}

// A socket on a read-only mount still takes connections: only the name is protected.
function readOnlyBind({ host, inside }: { host: string; inside: string }): string[] {
  return ['--ro-bind', host, inside];
}

// Memory-backed, so the memory limit counts them; the sizes keep a full /tmp an ENOSPC
// for the program rather than the end of the run.
function temporaryMounts(bwrap: InstalledBwrap, memoryMb: number): string[] {
  const size = bwrap.boundsTmpfs ? ['--size', String(Math.floor(memoryMb / 2) * 1024 * 1024)] : [];
  const tmpfs = (path: string, mode: string) => [...size, '--perms', mode, '--tmpfs', path];
  return ['--dev', '/dev', ...tmpfs('/dev/shm', '1777'), ...tmpfs('/tmp', '1777'), ...tmpfs('/home/agent', '0755')];
}
