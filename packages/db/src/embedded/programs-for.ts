import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunAs } from './choose-run-as.ts';
import type { Binaries } from './locate-binaries.ts';

/** Only root writes here, and everybody may enter. */
const COPIES = '/var/lib/assembly-lime';

/**
 * The programs as the account of `runAs` can reach them. Postgres asks access(2) whether it may run
 * its own file, and that call knows no capabilities: from a clone in a closed home such as /root it
 * finds itself not executable. Then a copy is used that everybody can reach, made once per version.
 */
export function programsFor(runAs: RunAs, binaries: Binaries): Binaries {
  if (runAs.prefix[0] !== 'setpriv' || canReach(runAs, binaries.postgres)) return binaries;
  const bin = join(copyOf(dirname(dirname(binaries.postgres)), binaries), 'bin');
  return { ...binaries, initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function canReach({ uid, gid }: RunAs, program: string): boolean {
  return Bun.spawnSync(['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', 'test', '-x', program], { cwd: '/' }).success;
}

function copyOf(native: string, binaries: Binaries): string {
  const { size, mtimeMs } = statSync(binaries.postgres);
  const name = createHash('sha256').update(`${native}\0${size}\0${mtimeMs}`).digest('hex').slice(0, 16);
  const copy = join(COPIES, `postgres-${binaries.major}-${name}`);
  if (existsSync(copy)) return copy;
  mkdirSync(COPIES, { recursive: true, mode: 0o755 });
  const building = `${copy}.${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  cpSync(native, building, { recursive: true, verbatimSymlinks: true });
  renameSync(building, copy);
  return copy;
}
