// npm test: sets up what is missing, runs the checks and every test; the last line says "N passed, N failed".
// Arguments go to `bun test`: with a path (npm test -- modules/runs) only its tests run, without the checks.
import { ensureChromium, ensureSshServer } from './setup/ensure-programs.mjs';
import { prepare } from './setup/prepare.mjs';
import { ensureProviders } from './testing/ensure-providers.mjs';
import { report } from './testing/report.mjs';
import { runBunTests } from './testing/run-bun-tests.mjs';
import { runChecks } from './testing/run-checks.mjs';
import { startTestCluster } from './testing/test-cluster.mjs';

async function runEverything() {
  await prepare();
  const args = process.argv.slice(2);
  const checking = args.length > 0 ? { passed: 0, failures: [] } : runChecks();
  const chromium = await ensureChromium();
  await ensureSshServer();
  const providers = await ensureProviders();
  const cluster = await startTestCluster();
  const env = { ...process.env, LIME_TEST_DATABASE_URL: cluster.url, LIME_TEST_PROVIDERS: providers, ...(chromium && { LIME_TEST_CHROMIUM: chromium }) };
  const [tests, checks] = await Promise.all([runBunTests({ args, env }).finally(cluster.stop), checking]);
  return {
    passed: checks.passed + tests.passed,
    failed: checks.failures.length + tests.failed,
    skipped: tests.skipped,
    failures: [...checks.failures, ...tests.failures],
  };
}

const result = await runEverything().catch((error) => ({
  passed: 0, failed: 1, skipped: 0, failures: [{ title: 'the tests could not be run', output: error.stack && error.name !== 'Error' ? error.stack : error.message }],
}));
process.exitCode = report(result);
