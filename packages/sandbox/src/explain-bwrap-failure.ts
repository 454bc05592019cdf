import { readFileSync } from 'node:fs';

export type BwrapFailure = { reason: string; fix: string };

const SWITCHES: { path: string; badValue: string; reason: string; fix: string }[] = [
  {
    path: '/proc/sys/user/max_user_namespaces',
    badValue: '0',
    reason: 'user namespaces are switched off (user.max_user_namespaces = 0)',
    fix: 'sudo sysctl -w user.max_user_namespaces=15000',
  },
  {
    path: '/proc/sys/kernel/unprivileged_userns_clone',
    badValue: '0',
    reason: 'user namespaces are switched off for ordinary users (kernel.unprivileged_userns_clone = 0)',
    fix: 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
  },
  {
    path: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    badValue: '1',
    reason: 'AppArmor keeps bubblewrap from using user namespaces (kernel.apparmor_restrict_unprivileged_userns = 1)',
    fix: 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  },
];

/** Turns what bwrap said when it could not set up a sandbox into a cause and the command that mends it. */
export function explainBwrapFailure(stderr: string, readSwitch: (path: string) => string = readSetting): BwrapFailure {
  const said = stderr.trim().split('\n').at(-1) || 'bwrap ended without a message';
  const namespaceTrouble = /namespace|uid map|No permissions|Operation not permitted|loopback/i.test(said);
  const cause = namespaceTrouble && SWITCHES.find(({ path, badValue }) => readSwitch(path) === badValue);
  if (cause) return { reason: `${cause.reason}; bwrap said: ${said}`, fix: cause.fix };
  if (namespaceTrouble || /Can't mount proc/.test(said)) {
    return {
      reason: `bubblewrap may not create namespaces here; bwrap said: ${said}`,
      fix: 'inside a container, start it with: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined',
    };
  }
  return { reason: `bubblewrap could not set up the sandbox: ${said}`, fix: 'run `lime doctor`' };
}

function readSetting(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
