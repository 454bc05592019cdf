import { fileURLToPath } from 'node:url';
import type { Logger } from '@lime/kernel';
import { compose, type Parts } from '../compose.ts';
import type { Config } from '../config.ts';
import { startDemo } from '../demo/start-demo.ts';
import { showDemo } from '../demo/show-demo.ts';
import { openApp } from '../http/open-app.ts';
import { awaitFirstRunner } from './await-first-runner.ts';
import { type EmbeddedRunner, startEmbeddedRunner } from './embedded-runner.ts';
import { ensureLocalAdmin, type LocalAdmin, makeEmbeddedRunnerToken, makeSignInLink, writeCliCredentials } from './first-start.ts';
import { openDatabase } from './open-database.ts';
import { openModels } from './open-models.ts';
import { explainMissingKeys, openSecretKeys } from './open-secret-keys.ts';

const webDir = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

export type StartedServer = { kind: 'started'; origin: string; parts: Parts; stop(): Promise<void> } | { kind: 'failed'; message: string };

/** `config.dataDir` is open for writing. Starts everything that the configuration asks for, and says so; `stop` ends it in the opposite order. */
export async function startServer(config: Config, logger: Logger, print: (line: string) => void): Promise<StartedServer> {
  const models = await openModels(config);
  if (models.kind === 'failed') return models;
  const secrets = await openSecretKeys(config);
  if (secrets.kind === 'failed') {
    await models.close();
    return secrets;
  }
  const database = await openDatabase(config, logger);
  if (database.kind === 'failed') {
    await models.close();
    return database;
  }
  let origin = config.origin ?? '';
  const parts = await compose(config, { catalog: models.catalog, keyring: secrets.keyring }, database.url, logger, () => origin);
  const closeAll = async () => {
    await parts.close();
    await models.close();
    await database.stop();
  };
  const app = openApp({ parts, logger, hostname: config.host, port: config.port, webDir });
  if (app.kind === 'failed') {
    await closeAll();
    return app;
  }
  const local = `http://${reachableHost(config.host)}:${app.port}`;
  origin = config.origin ?? local;
  const admin = await ensureLocalAdmin(parts.db);
  await writeCliCredentials(parts, admin, config.dataDir, local);
  const runner = config.embeddedRunner && config.role !== 'jobs' ? await startRunner(config, parts, local, [...models.keyVariables, 'GITHUB_CLIENT_SECRET'], logger) : null;
  const missingKeys = await explainMissingKeys(parts.db, secrets.keyring);
  if (runner) await awaitFirstRunner(parts.db, admin.tenantId);
  print(`ready ${origin}`);
  if (missingKeys !== null) print(missingKeys);
  print(`sign in: ${await makeSignInLink(parts.db, admin, origin)}`);
  if (admin.firstStart && config.demo) void demo(parts, admin, config, origin, logger, print);
  const stop = async () => {
    await runner?.stop();
    await app.stop();
    await closeAll();
  };
  return { kind: 'started', origin, parts, stop };
}

/** How programs of this machine reach what listens on `host`. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function startRunner(config: Config, parts: Parts, server: string, hide: readonly string[], logger: Logger): Promise<EmbeddedRunner> {
  const token = await makeEmbeddedRunnerToken(parts, config.dataDir);
  return startEmbeddedRunner({ server, token, dataDir: config.dataDir, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel, hide, logger });
}

async function demo(parts: Parts, admin: LocalAdmin, config: Config, origin: string, logger: Logger, print: (line: string) => void): Promise<void> {
  try {
    const runId = await startDemo(parts, admin, config.dataDir);
    print('');
    print('Running the demo ticket: "Orders come out a cent short"');
    await showDemo(parts, admin.tenantId, runId, origin, print);
  } catch (err) {
    logger.error({ err }, 'the demo could not be run');
    print(`The demo ticket could not be run: ${err instanceof Error ? err.message : String(err)}`);
  }
}
