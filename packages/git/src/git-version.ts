import { runGit } from './run-git.ts';

/** By the path that programs are looked for on. */
const known = new Map<string, Promise<boolean>>();

/** Whether this machine's git can be told which addresses a name has (`http.curloptResolve`): an older one passes over that without a word. */
export function takesAddresses(): Promise<boolean> {
  const path = process.env['PATH'] ?? '';
  const asked = known.get(path) ?? ask();
  known.set(path, asked);
  return asked;
}

async function ask(): Promise<boolean> {
  const run = await runGit(['--version']);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(run.ok ? new TextDecoder().decode(run.stdout) : '') ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 37);
}
