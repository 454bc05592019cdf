import { resolve } from 'node:path';
import { z } from 'zod';
import type { GithubSettings } from '@lime/identity';
import { readRetention, type Retention } from '@lime/ops';
import type { Rates } from './http/rate-limits.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

const perMinute = z.coerce.number('must be a number of requests a minute').int('must be a whole number of requests a minute').min(1);

const Environment = z.object({
  LIME_PORT: z.coerce.number('must be a port number').int('must be a port number').min(0).max(65_535).default(4310),
  LIME_HOST: z.string().min(1).default('127.0.0.1'),
  LIME_DATA: z.string().min(1).default('.lime'),
  LIME_ORIGIN: z.url('must be the URL that people open, such as https://lime.example.org').optional(),
  LIME_ROLE: z.enum(['all', 'api', 'jobs'], 'must be all, api or jobs').default('all'),
  LIME_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LIME_EMBEDDED_RUNNER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  LIME_DEMO: z.enum(['on', 'off'], 'must be on or off').default('on'),
  LIME_S3_BUCKET: z.string().min(1).optional(),
  LIME_S3_ENDPOINT: z.url().optional(),
  LIME_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  LIME_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  LIME_LOCAL_REPOSITORIES: z.enum(['on', 'off'], 'must be on or off').optional(),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  LIME_MODEL_SCRIPT: z.string().min(1).optional(),
  LIME_MODELS: z.string().min(1).optional(),
  LIME_SECRET_KEYS: z.string().min(1).optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  GITHUB_URL: httpUrl.default('https://github.com'),
  GITHUB_API_URL: httpUrl.optional(),
  LIME_PRIVATE_HOSTS: z.string().min(1).optional(),
  LIME_SIGN_UP: z.enum(['open', 'invited'], 'must be open or invited').default('open'),
  LIME_KEY_RATE: perMinute.default(60),
  LIME_SESSION_RATE: perMinute.default(6000),
  LIME_SIGN_IN_RATE: perMinute.default(10),
  LIME_KEEP_DAYS: z.string().default(''),
  LIME_CACHE_GB: z.coerce.number('must be a number of gigabytes').min(0).default(20),
  LIME_PROXY_HOPS: z.coerce.number('must be a number of proxies').int('must be a number of proxies').min(0).max(10).default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
});

export type Config = {
  port: number;
  host: string;
  /** Absolute path of everything that this installation keeps. */
  dataDir: string;
  /** Where people reach this server from outside, when it is not by its own address. */
  origin: string | null;
  role: 'all' | 'api' | 'jobs';
  logLevel: string;
  embeddedRunner: boolean;
  demo: boolean;
  /** Whether people may name repositories on this machine's disk. Default: only while the server listens on loopback. */
  localRepositories: boolean;
  /** Master keys of stored secrets (docs/secret-management.md); null: those of a file in the data folder. */
  secretKeys: string | null;
  /** The OAuth app by which people sign in with GitHub (docs/identity.md); null: by links alone. */
  github: GithubSettings | null;
  /** Whether a stranger who signs in with GitHub gets a tenant of their own. */
  signUp: 'open' | 'invited';
  rates: Rates;
  /** For how many days what has happened is kept. */
  keep: Retention;
  /** Clones of repositories go, the longest unused first, until no more than this remains. */
  cacheBytes: number;
  /** Hosts of a private network that people may name: `*.suffix`, names, addresses, or `*`. Others of it are never connected to. */
  privateHosts: string[];
  /** Null: the embedded Postgres. */
  databaseUrl: string | null;
  models: {
    /** A model server that the environment names; null when it names neither key nor address. */
    anthropic: { baseUrl: string; apiKey: string | null } | null;
    openai: { baseUrl: string; apiKey: string | null } | null;
    /** Absolute path of a script that plays every model, in place of all upstreams. */
    script: string | null;
    /** Absolute path of the file that names upstreams and prices (docs/models.md). */
    file: string | null;
    /** The key in a variable that the file names. */
    readKey(variable: string): string | undefined;
  };
  /** Null: blobs are files below the data folder. */
  s3: { bucket: string; endpoint?: string; accessKeyId?: string; secretAccessKey?: string } | null;
};

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function modelsOf(e: z.output<typeof Environment>, env: Record<string, string | undefined>): Config['models'] {
  const server = (apiKey: string | undefined, baseUrl: string | undefined, usual: string) =>
    apiKey === undefined && baseUrl === undefined ? null : { baseUrl: (baseUrl ?? usual).replace(/\/+$/, ''), apiKey: apiKey ?? null };
  return {
    anthropic: server(e.ANTHROPIC_API_KEY, e.ANTHROPIC_BASE_URL, 'https://api.anthropic.com'),
    openai: server(e.OPENAI_API_KEY, e.OPENAI_BASE_URL, 'https://api.openai.com/v1'),
    script: e.LIME_MODEL_SCRIPT === undefined ? null : resolve(e.LIME_MODEL_SCRIPT),
    file: e.LIME_MODELS === undefined ? null : resolve(e.LIME_MODELS),
    readKey: (variable) => env[variable],
  };
}

function githubOf(e: z.output<typeof Environment>): GithubSettings | null {
  if (e.GITHUB_CLIENT_ID === undefined || e.GITHUB_CLIENT_SECRET === undefined) return null;
  const url = e.GITHUB_URL.replace(/\/+$/, '');
  const apiUrl = e.GITHUB_API_URL ?? (url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`);
  return { clientId: e.GITHUB_CLIENT_ID, clientSecret: e.GITHUB_CLIENT_SECRET, url, apiUrl: apiUrl.replace(/\/+$/, '') };
}

/** Reads the environment, the only place that does; every wrong variable is named with what it must be. */
export function readConfig(env: Record<string, string | undefined>): { kind: 'ok'; config: Config } | { kind: 'wrong'; message: string } {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(present);
  if (!parsed.success) return { kind: 'wrong', message: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n') };
  const e = parsed.data;
  if ((e.GITHUB_CLIENT_ID === undefined) !== (e.GITHUB_CLIENT_SECRET === undefined)) return { kind: 'wrong', message: 'GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET belong together: set both, or neither.' };
  const keep = readRetention(e.LIME_KEEP_DAYS);
  if (keep.kind === 'wrong') return { kind: 'wrong', message: `LIME_KEEP_DAYS ${keep.message}` };
  const s3 = e.LIME_S3_BUCKET
    ? { bucket: e.LIME_S3_BUCKET, ...(e.LIME_S3_ENDPOINT && { endpoint: e.LIME_S3_ENDPOINT }), ...(e.LIME_S3_ACCESS_KEY_ID && { accessKeyId: e.LIME_S3_ACCESS_KEY_ID }), ...(e.LIME_S3_SECRET_ACCESS_KEY && { secretAccessKey: e.LIME_S3_SECRET_ACCESS_KEY }) }
    : null;
  return {
    kind: 'ok',
    config: {
      port: e.LIME_PORT, host: e.LIME_HOST, dataDir: resolve(e.LIME_DATA), origin: e.LIME_ORIGIN?.replace(/\/+$/, '') ?? null, role: e.LIME_ROLE, logLevel: e.LIME_LOG_LEVEL,
      embeddedRunner: e.LIME_EMBEDDED_RUNNER === 'on', demo: e.LIME_DEMO === 'on',
      localRepositories: (e.LIME_LOCAL_REPOSITORIES ?? (isLoopback(e.LIME_HOST) ? 'on' : 'off')) === 'on', databaseUrl: e.DATABASE_URL ?? null, secretKeys: e.LIME_SECRET_KEYS ?? null,
      privateHosts: (e.LIME_PRIVATE_HOSTS ?? '').split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== ''), s3,
      keep: keep.retention, cacheBytes: e.LIME_CACHE_GB * 1e9,
      github: githubOf(e), signUp: e.LIME_SIGN_UP, rates: { keyPerMinute: e.LIME_KEY_RATE, sessionPerMinute: e.LIME_SESSION_RATE, signInPerMinute: e.LIME_SIGN_IN_RATE, proxyHops: e.LIME_PROXY_HOPS },
      models: modelsOf(e, present),
    },
  };
}
