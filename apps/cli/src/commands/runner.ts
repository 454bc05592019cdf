import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cloneFolder } from '../client/find-connection.ts';
import { defineCommand } from '../command.ts';

export const command = defineCommand({
  usage: 'runner --server URL --token TOKEN [--name NAME] [--label LABEL …] [--capacity N]',
  about: `Lets this machine work for a server: claims agent steps, runs them in sandboxes, reports back. It
only connects outwards, so it works behind a firewall. Ctrl-C hands the work in hand back.
Get a token with "lime runner-token create NAME". Logs go to stderr as JSON lines.`,
  positionals: [],
  options: {
    server: { type: 'string', value: 'URL', help: 'where the server is (or LIME_SERVER)' },
    token: { type: 'string', value: 'TOKEN', help: 'the runner token (better: LIME_RUNNER_TOKEN, as others can see arguments)' },
    name: { type: 'string', value: 'NAME', help: "what people see (default: this machine's name)" },
    label: { type: 'string', multiple: true, value: 'LABEL', help: 'may be repeated' },
    capacity: { type: 'string', value: 'N', help: 'steps at once (default: number of cores)' },
    data: { type: 'string', value: 'DIR', help: 'workspaces and caches (default: .lime/runner)' },
    providers: { type: 'string', value: 'DIR', help: 'programs of language models (default: .lime/providers)' },
    grace: { type: 'string', value: 'SECONDS', help: 'time to finish after SIGTERM (default: 5)' },
  },
  examples: ['LIME_RUNNER_TOKEN=… lime runner --server https://lime.example.com --capacity 4'],
  run: async (_context, { values }) => {
    const { token, ...rest } = values;
    const args = Object.entries(rest).flatMap(([name, value]) => [value ?? []].flat().map((one) => `--${name}=${one}`));
    const env = { ...process.env, ...(token !== undefined && { LIME_RUNNER_TOKEN: token }) };
    const child = spawn(process.execPath, [join(cloneFolder, 'apps/runner/src/main.ts'), ...args], { stdio: 'inherit', env });
    // Ctrl-C on a terminal reaches the child by itself.
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 1));
    });
  },
});
