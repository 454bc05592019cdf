import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bun } from '../setup/prepare.mjs';
import { inProject } from '../setup/project-root.mjs';
import { SetupError } from '../setup/setup-error.mjs';

/**
 * Starts the Postgres that all tests share; each test file has a database of its own in it.
 * It also ends when this process does.
 */
export async function startTestCluster() {
  const script = inProject('packages', 'db', 'src', 'embedded', 'serve-test-cluster.ts');
  const child = spawn(bun, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [url] = await Promise.race([once(lines, 'line'), exited]);
  if (typeof url !== 'string') throw new SetupError('The Postgres for the tests did not start.');
  return {
    url,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
