import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunAs } from './choose-run-as.ts';
import { explainOutput, type StartFailure } from './failure.ts';
import { giveFilesTo } from './give-files-to.ts';
import { POSTGRES_ENV } from './server-arguments.ts';

/** Holds the superuser's password, inside the cluster: neither can exist or be lost without the other. */
export const PASSWORD_FILE = 'lime_password';

type Options = { half: string; dir: string; initdb: string; runAs: RunAs };

/**
 * Makes a new cluster in the empty folder `half` and moves it to `dir` when it is complete and on
 * disk, so that a start that is killed on the way leaves no half cluster behind.
 */
export async function createCluster({ half, dir, initdb, runAs }: Options): Promise<{ kind: 'created'; password: string } | StartFailure> {
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
  const passwordFile = `${half}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    giveFilesTo(half, runAs);
    const output = await runInitdb([...runAs.prefix, initdb, '-D', half, `--pwfile=${passwordFile}`]);
    if (output !== undefined) return explainOutput(dir, output);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(join(half, PASSWORD_FILE), password, { mode: 0o600, flush: true });
  syncFolder(half);
  renameSync(half, dir);
  syncFolder(dirname(dir));
  return { kind: 'created', password };
}

/** The builtin locale sorts the same on every machine and never changes with the system's libc. */
const INITDB_OPTIONS = [
  '--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C',
  '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions',
];

/** Returns what initdb said when it failed. */
async function runInitdb(command: string[]): Promise<string | undefined> {
  const initdb = Bun.spawn([...command, ...INITDB_OPTIONS], { env: POSTGRES_ENV, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  const output = await new Response(initdb.stderr).text();
  return (await initdb.exited) === 0 ? undefined : output.trim();
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
