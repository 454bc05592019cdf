import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const projectRoot = join(import.meta.dir, '..', '..');

const notCopied = new Set(['node_modules', 'dist', '.git', '.lime']);

/**
 * The whole project in a temporary folder, to be broken there. Packages of others are links to ours;
 * those of the workspaces lead to the copy. Deleted at the end of a `using` scope.
 */
export function copyProject(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'lime-project-'));
  cpSync(projectRoot, path, { recursive: true, filter: (source) => !notCopied.has(basename(source)) });
  linkPackages(join(projectRoot, 'node_modules'), join(path, 'node_modules'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, '@lime'), { recursive: true });
  for (const name of readdirSync(join(from, '@lime'))) symlinkSync(readlinkSync(join(from, '@lime', name)), join(to, '@lime', name));
  for (const name of readdirSync(from)) if (name !== '@lime') symlinkSync(join(from, name), join(to, name));
}
