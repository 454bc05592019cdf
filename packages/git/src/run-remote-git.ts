import { stat } from 'node:fs/promises';
import { failure, type GitFailure, type GitLimits } from './failure.ts';
import { localProgram } from './hardening.ts';
import { pinHttp } from './pinned-remote.ts';
import { openAccess } from './remote-access.ts';
import { type RepositoryUrl, redactCredentials } from './repository-url.ts';
import { type GitExit, runGit } from './run-git.ts';

const DEFAULT_TIMEOUT_MS = 5 * 60_000;
const protocols = { local: 'file', http: 'http:https', ssh: 'ssh' } as const;
/** Who was given a credential for one address, or may go to one alone, does not go elsewhere because a server says so. */
const noRedirects = ['http.followRedirects=false'];

export type RemoteCommand = {
  readonly url: RepositoryUrl;
  readonly gitDir?: string;
  /** Settings for this command alone, as `name=value`. */
  readonly config?: readonly string[];
  readonly subcommand: 'ls-remote' | 'fetch' | 'push';
  readonly options: readonly string[];
  /** What stands after the repository: patterns or refspecs. */
  readonly refs: readonly string[];
};

/** Runs a command that speaks to another repository: credentials by environment, protocol pinned to the URL's own. */
export async function runRemoteGit(command: RemoteCommand, limits: GitLimits): Promise<GitExit | GitFailure> {
  const { url } = command;
  const missing = url.kind === 'local' ? await explainMissingFolder(url) : null;
  if (missing !== null) return missing;
  const opened = await openAccess(url, limits);
  const pinned = await pinHttp(url, limits.addresses);
  const config = [...(command.config ?? []), ...(limits.access || limits.addresses ? noRedirects : []), ...pinned.config];
  const args = [
    ...(command.gitDir === undefined ? [] : [`--git-dir=${command.gitDir}`]),
    ...config.flatMap((setting) => ['-c', setting]),
    command.subcommand,
    ...command.options,
    ...localPrograms(command),
    '--end-of-options',
    url.location,
    ...command.refs,
  ];
  try {
    const run = await runGit(args, { timeoutMs: DEFAULT_TIMEOUT_MS, ...limits, env: { GIT_ALLOW_PROTOCOL: protocols[url.kind], ...pinned.env, ...opened.env } });
    return run.ok ? { ...run, stderr: opened.hide(run.stderr), stdout: command.subcommand === 'push' ? hideIn(run.stdout, opened.hide) : run.stdout } : run;
  } finally {
    pinned.close();
    await opened.close();
  }
}

/** What a server says to a push is told to people: one that says our own credential back to us is not to be quoted. */
function hideIn(bytes: Uint8Array, hide: (text: string) => string): Uint8Array {
  return new TextEncoder().encode(hide(new TextDecoder().decode(bytes)));
}

function localPrograms({ url, subcommand }: RemoteCommand): string[] {
  if (url.kind !== 'local') return [];
  return [subcommand === 'push' ? `--receive-pack=${localProgram('receive-pack')}` : `--upload-pack=${localProgram('upload-pack')}`];
}

async function explainMissingFolder(url: RepositoryUrl): Promise<GitFailure | null> {
  const found = await stat(url.location).catch((error: NodeJS.ErrnoException) => error.code ?? 'unreadable');
  if (typeof found !== 'string') {
    return found.isDirectory() ? null : failure('not_a_repository', `${url.shown} is a file. Give the folder that holds the repository.`);
  }
  if (found === 'EACCES') return failure('access_denied', `This user may not enter ${url.shown}. Give it read access, or use a copy elsewhere.`);
  return failure('unreachable', `There is no folder ${url.shown} on this machine. Check the path.`);
}

const EXPLANATIONS: readonly { said: RegExp; code: GitFailure['code']; advice: string }[] = [
  { said: /does not appear to be a git repository|not valid: is this a git repository|repository .* not found|Repository not found|not a git repository|invalid gitfile format/i, code: 'not_a_repository', advice: 'is not a git repository, or this address may not see it. Give the top folder or the exact clone URL.' },
  { said: /Authentication failed|could not read Username|could not read Password|Permission denied|The requested URL returned error: 40[13]|access denied/i, code: 'access_denied', advice: 'refused us. Check the credentials and that they may do this.' },
  { said: /Host key verification failed/i, code: 'access_denied', advice: 'has an SSH host key that this machine does not know. Connect once by hand (ssh), compare the key, and try again.' },
  { said: /couldn't find remote ref|not our ref|unadvertised object|Server does not allow request/i, code: 'unknown_ref', advice: 'has no such ref or commit.' },
];

/** Turns git's complaint about another repository into a failure that says what to do. */
export function explainRemoteFailure(url: RepositoryUrl, stderr: string): GitFailure {
  const match = EXPLANATIONS.find(({ said }) => said.test(stderr));
  if (match !== undefined) return failure(match.code, `${url.shown} ${match.advice}`);
  const complaint = stderr.split('\n').filter((line) => /^(fatal|error|remote|ssh):/.test(line)).slice(0, 2).join(' ');
  return failure('unreachable', `${url.shown} could not be reached: ${redactCredentials(complaint || stderr.trim()).slice(0, 500)} Check the address and the network, then try again.`);
}
