import { availableParallelism, hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export type Settings = {
  /** Origin, without a slash at the end. */
  server: string;
  token: string;
  name: string;
  labels: string[];
  /** Steps at once. */
  capacity: number;
  dataFolder: string;
  /** Where the programs of the providers are installed. */
  providers: string;
  /** How long a step in hand may go on after SIGTERM before it is handed back. */
  graceSeconds: number;
  logLevel: string;
  /** For a server's own runner: stop when that server has died. */
  endWithParent: boolean;
};

export const usage = `lime runner: claims agent steps from a server and runs them in sandboxes

  --server URL        where the server is             (LIME_SERVER)
  --token TOKEN       a runner token                  (LIME_RUNNER_TOKEN; safer, as arguments are visible to others)
  --name NAME         what people see                 (LIME_RUNNER_NAME; default: this machine's name)
  --label LABEL       may be given several times      (LIME_RUNNER_LABELS, with commas)
  --capacity N        steps at once                   (LIME_RUNNER_CAPACITY; default: number of cores)
  --data DIR          workspaces and caches           (LIME_RUNNER_DATA; default: .lime/runner)
  --providers DIR     programs of the providers       (LIME_RUNNER_PROVIDERS; default: providers beside the data)
  --grace SECONDS     time to finish after SIGTERM    (LIME_RUNNER_GRACE; default: 5)
`;

const Values = z.object({
  server: z.url({ protocol: /^https?$/, error: 'must be an http or https URL, such as http://127.0.0.1:4310' }),
  token: z.string({ error: 'is missing: make one with: lime runner-token create <name>' }).min(1),
  name: z.string().trim().min(1).max(100),
  labels: z.array(z.string().trim().min(1).max(60)).max(20),
  capacity: z.coerce.number().int('must be a whole number').min(1).max(256),
  dataFolder: z.string().min(1),
  providers: z.string().min(1).optional(),
  graceSeconds: z.coerce.number().min(0).max(3600),
  endWithParent: z.boolean(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
});

const option = { type: 'string' } as const;
const options = { server: option, token: option, name: option, label: { type: 'string', multiple: true }, capacity: option, data: option, providers: option, grace: option, help: { type: 'boolean' } } as const;

/** Where a setting comes from when no argument gives it. */
function fromEnvironment(env: Record<string, string | undefined>): Record<keyof Settings, unknown> {
  const given = (name: string, fallback: unknown) => env[name] || fallback;
  return {
    server: given('LIME_SERVER', 'http://127.0.0.1:4310'),
    token: given('LIME_RUNNER_TOKEN', undefined),
    name: given('LIME_RUNNER_NAME', hostname()),
    labels: (env['LIME_RUNNER_LABELS'] ?? '').split(',').filter(Boolean),
    capacity: given('LIME_RUNNER_CAPACITY', availableParallelism()),
    dataFolder: given('LIME_RUNNER_DATA', '.lime/runner'),
    providers: given('LIME_RUNNER_PROVIDERS', undefined),
    graceSeconds: given('LIME_RUNNER_GRACE', 5),
    endWithParent: env['LIME_RUNNER_END_WITH_PARENT'] === 'on',
    logLevel: given('LIME_LOG_LEVEL', 'info'),
  };
}

/** Reads arguments, then the environment. `help` asks for the usage; `wrong` says what to change. */
export function readSettings(args: string[], env: Record<string, string | undefined>): { kind: 'ok'; settings: Settings } | { kind: 'help' } | { kind: 'wrong'; message: string } {
  try {
    const { help, label, data, grace, ...values } = parseArgs({ args, options, allowPositionals: false }).values;
    if (help) return { kind: 'help' };
    const renamed = { labels: label, dataFolder: data, graceSeconds: grace, ...values };
    const given = Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
    const parsed = Values.safeParse({ ...fromEnvironment(env), ...given });
    if (!parsed.success) return { kind: 'wrong', message: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n') };
    const dataFolder = resolve(parsed.data.dataFolder);
    const providers = parsed.data.providers === undefined ? join(dirname(dataFolder), 'providers') : resolve(parsed.data.providers);
    return { kind: 'ok', settings: { ...parsed.data, server: parsed.data.server.replace(/\/+$/, ''), dataFolder, providers } };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}
