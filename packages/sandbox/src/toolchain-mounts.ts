import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxMount } from './sandbox-command.ts';

/** Read-only mounts of the host's JavaScript tools, and the directories to put first in PATH. */
export type Toolchain = { mounts: SandboxMount[]; path: string[] };

const NODE_INSIDE = '/opt/lime/node';
const BUN_INSIDE = '/opt/lime/bun';
/** Not `etc`: an installation's npmrc may hold a token. */
const NODE_PARTS = ['bin', 'lib', 'include', 'share'];

let known: Promise<Toolchain> | undefined;

/**
 * Finds the host's Node.js (the one with npm beside it) and our own Bun. What lies outside /usr, for
 * instance in a home directory (nvm, volta) or in our own node_modules, is mounted below
 * /opt/lime, so that nothing else of that home is visible. Found once per process.
 */
export function toolchainMounts(): Promise<Toolchain> {
  known ??= findToolchain(process.env['PATH'] ?? '');
  return known;
}

/** The same for a given search path, not remembered. */
export async function findToolchain(searchPath: string): Promise<Toolchain> {
  const [node, bun] = [await findNode(searchPath), ownBun()];
  return { mounts: [...node.mounts, ...bun.mounts], path: [...node.path, ...bun.path] };
}

async function findNode(searchPath: string): Promise<Toolchain> {
  for (const directory of searchPath.split(':')) {
    const prefix = await nodePrefix(join(directory, 'node'));
    if (!prefix) continue;
    if (isSystem(prefix)) return { mounts: [], path: [] };
    const parts = NODE_PARTS.filter((part) => existsSync(join(prefix, part)));
    const mounts = parts.map((part) => ({ host: join(prefix, part), inside: join(NODE_INSIDE, part) }));
    return { mounts, path: [join(NODE_INSIDE, 'bin')] };
  }
  return { mounts: [], path: [] };
}

/** The installation a `node` belongs to, or undefined when it comes without npm. Version managers' shims are asked. */
async function nodePrefix(candidate: string): Promise<string | undefined> {
  if (!existsSync(candidate)) return undefined;
  const direct = prefixWithNpm(realpathSync(candidate));
  if (direct) return direct;
  try {
    const { stdout } = await promisify(execFile)(candidate, ['-p', 'process.execPath'], { timeout: 5_000 });
    return prefixWithNpm(realpathSync(stdout.trim()));
  } catch {
    return undefined;
  }
}

function prefixWithNpm(executable: string): string | undefined {
  const prefix = dirname(dirname(executable));
  const hasNpm = existsSync(join(prefix, 'lib/node_modules/npm')) || existsSync(join(prefix, 'bin/npm'));
  return hasNpm ? prefix : undefined;
}

/** Our own runtime, alone: what lies around it may be our checkout. */
function ownBun(): Toolchain {
  const host = realpathSync(process.execPath);
  if (isSystem(host)) return { mounts: [], path: [] };
  return { mounts: ['bun', 'bunx'].map((name) => ({ host, inside: `${BUN_INSIDE}/${name}` })), path: [BUN_INSIDE] };
}

function isSystem(path: string): boolean {
  return path === '/usr' || path.startsWith('/usr/');
}
