import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteAccess } from './access.ts';
import type { GitLimits } from './failure.ts';
import { pinnedSsh } from './pinned-remote.ts';
import type { RepositoryUrl } from './repository-url.ts';

type Opened = { readonly env: Record<string, string>; /** Takes the credential out of a text. */ hide(text: string): string; close(): Promise<void> };

/** The environment in which git gets in; to be closed when git has ended. */
export async function openAccess(url: RepositoryUrl, { access, addresses }: Pick<GitLimits, 'access' | 'addresses'>): Promise<Opened> {
  const pins = pinnedSsh(url, addresses);
  if (access?.kind === 'ssh_key' && url.kind === 'ssh') return openSshKey(access, pins);
  if (pins.length > 0) return { env: { GIT_SSH_COMMAND: sshCommand('ssh', [...pins, 'BatchMode=yes', 'ConnectTimeout=20']) }, hide: (text) => text, close: async () => {} };
  const password = access?.kind === 'password' ? access : url.credentials;
  if (!password || url.kind !== 'http') return { env: {}, hide: (text) => text, close: async () => {} };
  const forms = [password.password, Buffer.from(`${password.username}:${password.password}`).toString('base64'), encodeURIComponent(password.password)].filter((form) => form !== '');
  return { env: passwordEnvironment(url, password), hide: (text) => forms.reduce((shown, form) => shown.replaceAll(form, '***'), text), close: async () => {} };
}

/**
 * Credentials come from a helper that is bound to the URL's own origin, so that a redirect to
 * another host is not given them, and nothing secret stands in the process list.
 */
function passwordEnvironment(url: RepositoryUrl, { username, password }: { readonly username: string; readonly password: string }): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `credential.${new URL(url.location).origin}.helper`,
    GIT_CONFIG_VALUE_0: `!printf 'username=%s\\npassword=%s\\n' "$LIME_GIT_USERNAME" "$LIME_GIT_PASSWORD"; :`,
    LIME_GIT_USERNAME: username,
    LIME_GIT_PASSWORD: password,
  };
}

/** ssh takes a key from a file alone: one that only we can read, in a folder of its own, for as long as git runs. */
async function openSshKey({ privateKey, hostKeys }: Extract<RemoteAccess, { kind: 'ssh_key' }>, pins: readonly string[]): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'lime-ssh-'));
  const [keyFile, hostsFile] = [join(folder, 'key'), join(folder, 'known_hosts')];
  await writeFile(keyFile, privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`, { mode: 0o600 });
  await writeFile(hostsFile, hostKeys === null ? '' : `${hostKeys}\n`, { mode: 0o600 });
  const options = [...pins, `IdentityFile="${keyFile}"`, 'IdentitiesOnly=yes', 'IdentityAgent=none', `UserKnownHostsFile="${hostsFile}"`, 'GlobalKnownHostsFile=/dev/null', `StrictHostKeyChecking=${hostKeys === null ? 'accept-new' : 'yes'}`, 'BatchMode=yes', 'PasswordAuthentication=no', 'ForwardAgent=no', 'ConnectTimeout=20'];
  return {
    env: { GIT_SSH_COMMAND: sshCommand('ssh -F /dev/null', options) },
    hide: (text) => text,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** For git's shell. No option holds a quote: keys stand in files of ours, and a host of odd letters is no address. */
function sshCommand(program: string, options: readonly string[]): string {
  return `${program} ${options.map((option) => `-o '${option}'`).join(' ')}`;
}
