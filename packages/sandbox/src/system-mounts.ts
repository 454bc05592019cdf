import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Our own small /etc (passwd, group, hosts), with places for what is taken from the host's. */
const ROOTFS_ETC = fileURLToPath(new URL('../rootfs/etc', import.meta.url));
const EMPTY_DIRECTORY = fileURLToPath(new URL('../rootfs/empty', import.meta.url));

const PROGRAM_DIRECTORIES = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** What programs need of the host's /etc: the loader's cache, `alternatives` links, public certificates. */
const HOST_ETC = [
  'ld.so.cache', 'alternatives', 'ssl/certs', 'pki/tls/certs', 'pki/ca-trust/extracted', 'ca-certificates/extracted',
].map((name) => `/etc/${name}`);

/** Settings of the host's administrator, an npm or pip token perhaps: hidden. */
const HIDDEN_CONFIGURATION = ['/usr/etc', '/usr/local/etc'];

let mounts: string[] | undefined;

/**
 * bwrap options for the host's programs and the few files of /etc, worked out once per process.
 * Each mount costs about 0.1 ms per run, so there is none that could be spared. Directories that
 * are symbolic links on a merged-/usr system are links inside too.
 */
export function systemMounts(): string[] {
  mounts ??= [
    ...PROGRAM_DIRECTORIES.filter((path) => existsSync(path)).flatMap(programMount),
    ...HIDDEN_CONFIGURATION.filter(hasEntries).flatMap(hide),
    '--ro-bind', ROOTFS_ETC, '/etc',
    ...HOST_ETC.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path]),
  ];
  return mounts;
}

function programMount(path: string): string[] {
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

let procOptions: string[] | undefined;

/** bwrap options for a /proc that tells no more of the machine than programs need. */
export function procMounts(): string[] {
  procOptions ??= ['--proc', '/proc', ...hide('/proc/sys'), ...maskFile('/proc/keys'), ...(process.getuid?.() === 0 ? rootsOwnProc() : [])];
  return procOptions;
}

/**
 * When we run as root, uid 1000 inside is root to the file permissions of /proc: what only the
 * host's root may read there (memory maps of the kernel, caches) has to be masked.
 */
function rootsOwnProc(): string[] {
  const readableByAll = 0o004;
  const files = readdirSync('/proc', { withFileTypes: true })
    .filter((entry) => entry.isFile() && (lstatSync(`/proc/${entry.name}`).mode & readableByAll) === 0)
    .flatMap(({ name }) => maskFile(`/proc/${name}`));
  return [...files, ...['/proc/acpi', '/proc/scsi', '/proc/fs'].filter(hasEntries).flatMap(hide)];
}

// A device node on a mount without devices cannot be opened at all.
function maskFile(path: string): string[] {
  return existsSync(path) ? ['--ro-bind', '/dev/null', path] : [];
}

function hide(directory: string): string[] {
  return ['--ro-bind', EMPTY_DIRECTORY, directory];
}

function hasEntries(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).length > 0;
}
