import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type TestRepository = Disposable & { readonly url: string };

/** The sample of the demo: one of its nine tests shows a bug. */
export const PRICE_CALCULATOR = fileURLToPath(new URL('../../../../samples/price-calculator', import.meta.url));

/** A repository with one commit on `main`: of these files, and of a folder when one is given. */
export function testRepository(files: Readonly<Record<string, string>>, folder?: string): TestRepository {
  const url = mkdtempSync(join(tmpdir(), 'lime-repository-'));
  if (folder !== undefined) cpSync(folder, url, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(url, name)), { recursive: true });
    writeFileSync(join(url, name), content);
  }
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main', ...args], { cwd: url });
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '-m', 'First');
  return { url, [Symbol.dispose]: () => rmSync(url, { recursive: true, force: true }) };
}
