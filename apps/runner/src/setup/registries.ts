import { existsSync, realpathSync } from 'node:fs';
import { normalize } from 'node:path';
import type { EgressRule, SandboxMount, UpstreamProxy } from '@lime/sandbox';
import { readNpmSettings, readPipSettings } from './read-client-settings.ts';

/** What a sandboxed package manager may reach, and how it is told. No credentials are in here. */
export type Registries = {
  readonly allow: readonly EgressRule[];
  readonly env: Readonly<Record<string, string>>;
  /** Package folders of this machine that pip is configured to. */
  readonly readOnly: readonly SandboxMount[];
  /** The proxy that this machine itself goes through. */
  readonly upstream: UpstreamProxy | null;
  /** What people should know: a registry that wants credentials cannot be used. */
  readonly notes: readonly string[];
};

let known: Promise<Registries> | undefined;

/** The registries that this machine's own clients are configured to. Asked once per process. */
export function hostRegistries(): Promise<Registries> {
  known ??= Promise.all([readNpmSettings(), readPipSettings()]).then(([npm, pip]) => chooseRegistries(npm, pip, process.env));
  return known;
}

type Settings = Readonly<Record<string, unknown>>;

const NPM_DEFAULT = 'https://registry.npmjs.org/';
const NPM_PUBLIC = ['https://registry.npmjs.org/', 'https://registry.yarnpkg.com/'];
const PIP_DEFAULT = 'https://pypi.org/simple';
const PIP_PUBLIC = [PIP_DEFAULT, 'https://files.pythonhosted.org/'];

/** Decides from the clients' settings and the environment. */
export function chooseRegistries(npm: Settings, pip: Readonly<Record<string, readonly string[]>>, host: NodeJS.ProcessEnv): Registries {
  const [javascript, python] = [npmRegistries(npm), pipRegistries(pip)];
  const allow = [...javascript.allow, ...python.allow];
  // Registries on this machine's loopback are reached through the proxy as well, not inside the sandbox; what is inside is called localhost, unless a registry is.
  const inside = allow.some((rule) => rule.host === 'localhost') ? '' : 'localhost';
  const loopback = allow.some((rule) => /^(?:127\.|localhost$|::1$)/.test(rule.host)) ? { NO_PROXY: inside, no_proxy: inside } : {};
  return {
    allow,
    env: { ...javascript.env, ...python.env, ...loopback },
    readOnly: python.readOnly,
    upstream: upstreamProxy(npm, host),
    notes: javascript.notes,
  };
}

/** npm's `registry` and every `@scope:registry`; pnpm, Yarn and Bun read the same variables. */
function npmRegistries(npm: Settings): Pick<Registries, 'allow' | 'env' | 'notes'> {
  const configured = Object.entries(npm).flatMap(([name, value]) => {
    const isRegistry = name === 'registry' || /^@[^:]+:registry$/.test(name);
    return isRegistry && typeof value === 'string' && URL.canParse(value) ? [{ name, url: withoutCredentials(value) }] : [];
  });
  const own = configured.filter(({ url }) => url.href !== NPM_DEFAULT);
  const usesDefault = !own.some(({ name }) => name === 'registry');
  const protectedHosts = Object.keys(npm).flatMap((name) => /^\/\/([^/]+)\/.*:_?(?:auth|authToken|password)$/i.exec(name)?.[1] ?? []);
  return {
    allow: [...(usesDefault ? NPM_PUBLIC.map((url) => ruleFor(new URL(url))) : []), ...own.map(({ url }) => ruleFor(url))],
    env: {
      ...Object.fromEntries(own.map(({ name, url }) => [`npm_config_${name}`, url.href])),
      ...Object.fromEntries(own.filter(({ name }) => name === 'registry').map(({ url }) => ['YARN_NPM_REGISTRY_SERVER', url.href])),
    },
    notes: own.filter(({ url }) => protectedHosts.includes(url.host)).map(({ url }) => `${url.host} is configured with credentials. They stay outside the sandbox, so packages that need them cannot be installed; a mirror that needs none can.`),
  };
}

/** pip's indexes and link folders, for uv too. Folders of this machine are mounted in the same place. */
function pipRegistries(pip: Readonly<Record<string, readonly string[]>>): Pick<Registries, 'allow' | 'env' | 'readOnly'> {
  const index = sources(pip['index-url'] ?? [PIP_DEFAULT]);
  const extra = sources(pip['extra-index-url'] ?? []);
  const links = sources(pip['find-links'] ?? []);
  const all = [...index, ...extra, ...links];
  const isDefault = ({ url }: Source) => url?.href.replace(/\/$/, '') === PIP_DEFAULT;
  return {
    allow: [...(index.some(isDefault) ? PIP_PUBLIC.map((url) => ruleFor(new URL(url))) : []), ...all.flatMap((source) => (source.url === null || isDefault(source) ? [] : [ruleFor(source.url)]))],
    readOnly: all.flatMap(({ folder }) => (folder !== null && existsSync(folder) ? [{ host: realpathSync(folder), inside: folder }] : [])),
    env: {
      ...(pip['index-url'] === undefined ? {} : { PIP_INDEX_URL: texts(index), UV_DEFAULT_INDEX: texts(index) }),
      ...(extra.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: texts(extra), UV_INDEX: texts(extra) }),
      ...(links.length === 0 ? {} : { PIP_FIND_LINKS: texts(links), UV_FIND_LINKS: texts(links).replaceAll(' ', ',') }),
    },
  };
}

type Source = { readonly text: string; readonly url: URL | null; readonly folder: string | null };

function sources(values: readonly string[]): Source[] {
  return values.flatMap((value): Source[] => {
    if (value.startsWith('/')) return isMountable(value) ? [{ text: value, url: null, folder: value }] : [];
    if (!URL.canParse(value)) return [];
    const url = withoutCredentials(value);
    if (url.protocol === 'https:' || url.protocol === 'http:') return [{ text: url.href, url, folder: null }];
    // The pages of an index lie in `simple/`, and the packages that they point to beside it.
    const folder = decodeURIComponent(url.pathname).replace(/\/simple\/?$/, '');
    return url.protocol === 'file:' && isMountable(folder) ? [{ text: url.href, url: null, folder }] : [];
  });
}

/** A folder of packages such as /opt/wheels; never a whole system folder, or one that the sandbox needs itself. */
function isMountable(path: string): boolean {
  return path === normalize(path) && !path.endsWith('/') && path.split('/').length > 2 && !/^\/(?:proc|dev|sys|run|tmp|usr|etc|workspace|opt\/lime)(?:\/|$)/.test(path);
}

function texts(from: readonly Source[]): string {
  return from.map(({ text }) => text).join(' ');
}

/**
 * Private addresses count too: the hosts are those that this machine's own clients use, and inside an
 * organisation even the public registries' names may lead to a mirror. Nobody else chooses them.
 */
function ruleFor(url: URL): EgressRule {
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, private: true };
}

function withoutCredentials(text: string): URL {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url;
}

function upstreamProxy(npm: Settings, host: NodeJS.ProcessEnv): UpstreamProxy | null {
  const configured = [host['HTTPS_PROXY'], host['https_proxy'], npm['https-proxy'], npm['proxy']].find((value) => typeof value === 'string' && value.startsWith('http://'));
  if (typeof configured !== 'string' || !URL.canParse(configured)) return null;
  const noProxy = (host['NO_PROXY'] ?? host['no_proxy'] ?? '').split(',').map((entry) => entry.trim().replace(/^\*(?=\.)/, '')).filter(Boolean);
  return { url: configured, noProxy };
}
