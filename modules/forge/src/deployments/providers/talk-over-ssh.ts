import { spawn } from 'node:child_process';
import { openSshFolder, type SshMachine } from './open-ssh-folder.ts';
import { readVerdict, type Verdict } from './read-verdict.ts';

/** How the talk ended. `not_begun`: the machine has not been told anything. `lost`: it has, and what became of it was not heard. */
export type Talk = { kind: 'said'; verdict: Verdict } | { kind: 'not_begun'; why: string } | { kind: 'lost'; why: string };

/** Of what ssh says about itself this much is told. Characters. */
const mostWhy = 2000;
const stopAfterMs = 2000;

/**
 * Has the machine's `sh` run a script, and reads what it says. The script goes out only once the machine has shown the
 * expected key and taken ours; ssh gets nothing of this process's environment, configuration, agent or keys.
 */
export async function talkOverSsh(machine: SshMachine, { nonce, script, say, signal }: { nonce: string; script: string; say(text: string): void; signal: AbortSignal }): Promise<Talk> {
  const { folder, args, close } = await openSshFolder(machine);
  try {
    const child = spawn('ssh', args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C' }, stdio: ['pipe', 'pipe', 'pipe'] });
    const stop = () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), stopAfterMs).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    let [why, begun] = ['', false];
    const reader = readVerdict(nonce, say, () => {
      begun = true;
      child.stdin.end(script);
    });
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => reader.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (why = (why + text).slice(-mostWhy)));
    child.stdin.write(`printf '%s ready\\n' ${nonce}\n`);
    const ended = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code) => resolve(`ssh ended with ${code}`));
    });
    signal.removeEventListener('abort', stop);
    const verdict = reader.end();
    if (verdict) return { kind: 'said', verdict };
    return { kind: begun ? 'lost' : 'not_begun', why: signal.aborted ? 'it was stopped' : why.trim() || ended };
  } finally {
    await close();
  }
}
