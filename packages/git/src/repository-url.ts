import { createHash } from 'node:crypto';
import { isAbsolute, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, type GitFailure } from './failure.ts';

/** A repository address that is safe to hand to git. */
export type RepositoryUrl = {
  readonly kind: 'local' | 'http' | 'ssh';
  /** What git is given: a path, or a URL without credentials. */
  readonly location: string;
  /** For messages and logs: never holds a credential. */
  readonly shown: string;
  /** HTTP credentials; they reach git through the environment, never through its arguments. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
};

const SCP_STYLE = /^[\w.][\w.-]*@[A-Za-z0-9][\w.-]*:(?![/]{2})[^-\s]\S*$/;
const ACCEPTED = 'Use the full path of a local repository, or a file://, https://, http:// or ssh:// URL.';

/** Parses and checks an address. Other schemes (`ext::`, `git://` …), options in disguise and relative paths are refused. */
export function parseRepositoryUrl(input: string): { ok: true; url: RepositoryUrl } | GitFailure {
  if (input === '' || input.startsWith('-') || /[\0\r\n]/.test(input)) return invalid('That is not a repository address.');
  if (isAbsolute(input)) return accepted('local', withoutTrailingSlash(normalize(input)));
  if (SCP_STYLE.test(input)) return accepted('ssh', input);
  if (/^[A-Za-z0-9+.-]+::/.test(input)) return invalid('Transport helpers such as ext:: are not allowed.');
  const parsed = URL.canParse(input) ? new URL(input) : null;
  if (parsed === null) return invalid('That is not a repository address.');
  if (parsed.protocol === 'file:') return localUrl(parsed);
  if (parsed.hostname === '' || parsed.hostname.startsWith('-') || decodeURIComponent(parsed.username).startsWith('-')) return invalid('The URL has no usable host.');
  if (parsed.protocol === 'ssh:') return sshUrl(parsed);
  if (parsed.protocol === 'https:' || parsed.protocol === 'http:') return httpUrl(parsed);
  return invalid(`${parsed.protocol}// is not allowed.`);
}

/** Replaces credentials of any URL in a text, for messages that quote git. */
export function redactCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1***@');
}

/** Stable folder name for a repository: the same for every spelling of its credentials. */
export function repositoryKey(url: RepositoryUrl): string {
  const name = url.location.replace(/\/+$/, '').replace(/\.git$/, '').split(/[/:]/).pop() ?? '';
  const hash = createHash('sha256').update(`${url.kind}\0${url.location}`).digest('hex').slice(0, 32);
  return `${name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '').slice(0, 40)}-${hash}`;
}

function localUrl(parsed: URL): { ok: true; url: RepositoryUrl } | GitFailure {
  if (parsed.hostname !== '' && parsed.hostname !== 'localhost') return invalid('A file:// URL must not name another host.');
  try {
    return accepted('local', withoutTrailingSlash(normalize(fileURLToPath(`file://${parsed.pathname}`))));
  } catch {
    return invalid('That file:// URL does not name a path.');
  }
}

function sshUrl(parsed: URL): { ok: true; url: RepositoryUrl } | GitFailure {
  if (parsed.password !== '') return invalid('SSH does not take a password in the URL; give the machine a key instead.');
  // It goes through a shell, as git starts ssh.
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(parsed.hostname)) return invalid('The URL has no usable host.');
  return accepted('ssh', parsed.href);
}

function httpUrl(parsed: URL): { ok: true; url: RepositoryUrl } | GitFailure {
  const username = decodeURIComponent(parsed.username);
  const password = decodeURIComponent(parsed.password);
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  const credentials = username === '' && password === '' ? null : { username, password };
  return { ok: true, url: { kind: 'http', location: parsed.href, shown: parsed.href, credentials } };
}

function accepted(kind: RepositoryUrl['kind'], location: string): { ok: true; url: RepositoryUrl } {
  return { ok: true, url: { kind, location, shown: location, credentials: null } };
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

function invalid(reason: string): GitFailure {
  return failure('invalid_url', `${reason} ${ACCEPTED}`);
}
