import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sample = fileURLToPath(new URL('../../samples/price-calculator/', import.meta.url));

/** A bare repository whose `main` holds the bundled sample, made by the plain git of this machine. */
export async function makeOrigin(folder: string): Promise<{ url: string; baseSha: string }> {
  const work = join(folder, 'origin-work');
  const url = join(folder, 'origin.git');
  await mkdir(folder, { recursive: true });
  await cp(sample, work, { recursive: true });
  await git(['init', '--quiet', '--bare', '--initial-branch=main', url]);
  await git(['init', '--quiet', '--initial-branch=main', work]);
  await git(['-C', work, 'add', '--all']);
  await git(['-C', work, '-c', 'user.name=Drill', '-c', 'user.email=drill@localhost', 'commit', '--quiet', '--message=Price calculator']);
  await git(['-C', work, 'push', '--quiet', url, 'main']);
  return { url, baseSha: (await git(['-C', url, 'rev-parse', 'main'])).trim() };
}

/** Runs git without the machine's own configuration, and returns what it printed. */
export async function git(args: string[]): Promise<string> {
  const child = Bun.spawn(['git', ...args], { env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }, stdout: 'pipe', stderr: 'pipe', stdin: 'ignore' });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${err}`);
  return out;
}
