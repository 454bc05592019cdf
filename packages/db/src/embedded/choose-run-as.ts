import { readFileSync, statSync } from 'node:fs';
import { failure, type StartFailure } from './failure.ts';
import { POSTGRES_ENV } from './server-arguments.ts';

/** How to run a Postgres program: the command before it, and the id that must own the cluster's files. */
export type RunAs = { kind: 'run_as'; prefix: string[]; uid: number; gid: number };

type Account = { uid: number; gid: number };

/**
 * Postgres refuses to run as root. As an ordinary user nothing is needed; as root this picks the
 * first way that works here for this cluster: see docs/adr/0110.
 *
 * - `unshare`: a user namespace in which root's own id has another number. Files stay root's.
 * - `setpriv`: another account that may pass closed folders such as /root (CAP_DAC_OVERRIDE),
 *   for containers without user namespaces and for a cluster that belongs to an ordinary user.
 */
export function chooseRunAs(clusterDir: string, postgres: string): RunAs | StartFailure {
  const owner = statSync(clusterDir);
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  if (self.uid !== 0) return asOrdinaryUser(self, owner.uid, clusterDir);
  const candidates = owner.uid === 0 ? asRoot() : [throughSetpriv(owner)];
  return candidates.find(({ prefix }) => canRun(prefix, postgres, clusterDir)) ?? cannotRunAsRoot();
}

function asOrdinaryUser(self: Account, ownerUid: number, clusterDir: string): RunAs | StartFailure {
  if (ownerUid === self.uid) return { kind: 'run_as', prefix: [], ...self };
  return failure(
    'data_dir_not_writable',
    `The database in ${clusterDir} belongs to user id ${ownerUid}, this is user id ${self.uid}. ` +
      `Start as that user, or run: sudo chown -R ${self.uid}:${self.gid} ${clusterDir}`,
  );
}

function asRoot(): RunAs[] {
  const account = unprivilegedAccount();
  if (account === undefined) return [];
  const map = [`--map-user=${account.uid}`, `--map-group=${account.gid}`];
  return [{ kind: 'run_as', prefix: ['unshare', '--user', ...map, '--'], uid: 0, gid: 0 }, throughSetpriv(account)];
}

function throughSetpriv({ uid, gid }: Account): RunAs {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { kind: 'run_as', prefix: ['setpriv', ...identity, ...capability, '--'], uid, gid };
}

/** initdb looks its own name up in the list of users, so a number alone does not do. */
function unprivilegedAccount(): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : undefined;
}

function canRun(prefix: string[], postgres: string, clusterDir: string): boolean {
  const probe = ['sh', '-c', 'test -w "$1" && exec "$2" --version', 'probe', clusterDir, postgres];
  try {
    return Bun.spawnSync([...prefix, ...probe], { env: POSTGRES_ENV, cwd: '/', stdout: 'ignore', stderr: 'ignore' }).success;
  } catch {
    return false;
  }
}

function cannotRunAsRoot(): StartFailure {
  return failure(
    'cannot_run_as_root',
    'Postgres refuses to run as root, and neither "unshare --user" nor "setpriv" can give it another identity here. ' +
      'Start Assembly Lime as an ordinary user, or set DATABASE_URL to a Postgres of your own.',
  );
}
