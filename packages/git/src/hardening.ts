import { fileURLToPath } from 'node:url';

const CONFIG_FILE = fileURLToPath(new URL('./hardened.gitconfig', import.meta.url));

/** Variables of the host that reach git: how to find programs, proxies, certificates and the SSH agent. */
const PASSED_ON = [
  'PATH', 'TMPDIR', 'SSH_AUTH_SOCK', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO',
  'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy',
] as const;

/**
 * Options before every subcommand. They outrank the configuration of the repository that the
 * subcommand works in, so a planted value loses even where we overlooked the file it stands in.
 */
export const HARDENED_OPTIONS: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.alternateRefsCommand=true',
  'core.sshCommand=',
  'core.askPass=',
  'core.pager=cat',
  'diff.external=',
  'protocol.ext.allow=never',
  'commit.gpgSign=false',
  'push.gpgSign=false',
  'gc.auto=0',
].flatMap((setting) => ['-c', setting]);

/**
 * Environment of every git process: nothing of the host's git set-up, no prompts, English messages
 * (failures are told apart by them), no lazy fetches on behalf of a hostile partial clone.
 */
export function hardenedEnvironment(host: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  return {
    ...Object.fromEntries(passed),
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: CONFIG_FILE,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20',
    GIT_SSH_VARIANT: 'ssh',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_EDITOR: ':',
    GIT_ALLOW_PROTOCOL: 'file:http:https:ssh',
  };
}

/**
 * How git reaches the other end of a *local* repository. The other end is a process of ours that
 * reads that repository's own configuration, so its hooks and commands are switched off on its command line.
 */
export function localProgram(service: 'upload-pack' | 'receive-pack'): string {
  const settings = [
    'core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.alternateRefsCommand=true', 'core.sshCommand=false',
    'uploadpack.allowAnySHA1InWant=true',
    'receive.denyCurrentBranch=refuse', 'receive.autogc=false', 'gc.auto=0', 'maintenance.auto=false',
  ];
  return ['git', ...settings.map((setting) => `-c ${setting}`), service].join(' ');
}
