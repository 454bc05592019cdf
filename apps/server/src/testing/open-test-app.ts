import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createProject } from '@lime/factory';
import { assertAnswer, type Principal } from '@lime/http';
import { createTenant, openSession } from '@lime/identity';
import { createLogger } from '@lime/kernel';
import { compose, type Parts } from '../compose.ts';
import { readConfig } from '../config.ts';
import { openApp } from '../http/open-app.ts';
import { openModels } from '../start/open-models.ts';
import { queues } from '../start/queues.ts';
import { openSecretKeys } from '../start/open-secret-keys.ts';

/** The admin of a tenant of its own, who calls the server with a session of theirs. */
export type Admin = Principal & {
  token: string;
  projectId: bigint;
  call(method: string, path: string, body?: unknown): Promise<Response>;
};

export type TestApp = { parts: Parts; database: TestDatabase; origin: string; dataDir: string; addTenant(slug: string): Promise<Admin>; close(): Promise<void> };

/** The whole server in this process, on a database of its own; without runner and Postgres supervision. */
export async function openTestApp(options: { role?: 'all' | 'api'; env?: Record<string, string>; now?: () => number } = {}): Promise<TestApp> {
  const database = await createTestDatabase(queues);
  const dataDir = await mkdtemp(join(tmpdir(), 'lime-app-'));
  const read = readConfig({ LIME_DATA: dataDir, LIME_ROLE: options.role ?? 'all', ...options.env });
  if (read.kind === 'wrong') throw new Error(read.message);
  const logger = createLogger({ name: 'test', level: process.env['LIME_TEST_LOG'] ?? 'silent' });
  const models = await openModels(read.config);
  if (models.kind === 'failed') throw new Error(models.message);
  const keys = await openSecretKeys(read.config);
  if (keys.kind === 'failed') throw new Error(keys.message);
  const parts = await compose(read.config, { catalog: models.catalog, keyring: keys.keyring, ...(options.now && { now: options.now }) }, database.url, logger, () => 'http://lime.test');
  const app = openApp({ parts, logger, hostname: '127.0.0.1', port: 0, webDir: dataDir, inspect: tellLies });
  if (app.kind === 'failed') throw new Error(app.message);
  const origin = `http://127.0.0.1:${app.port}`;
  return {
    parts, database, origin, dataDir,
    addTenant: (slug) => addTenant(parts, origin, slug),
    close: async () => {
      await app.stop();
      await parts.close();
      await models.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function addTenant(parts: Parts, origin: string, slug: string): Promise<Admin> {
  const email = `${slug}@example.org`;
  const { tenantId, userId } = await createTenant(parts.db, { name: slug, slug, admin: { email, name: slug } });
  const person: Principal = { tenantId, userId, name: slug, email, roles: ['admin'], permissions: ['*'] };
  const project = await parts.db.tenant(tenantId, (tx) => createProject(tx, person, { name: slug, key: 'AL', merge: 'none' }));
  const { sessionToken } = await parts.db.tenant(tenantId, (tx) => openSession(tx, userId, 'cli'));
  return {
    ...person, token: sessionToken, projectId: project.id,
    call: (method, path, body) =>
      fetch(`${origin}/api/v1${path}`, {
        method, headers: { authorization: `Bearer ${sessionToken}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

/** An answer that is not what the API's documentation says fails the test that got it; why stands on stderr. */
const tellLies: typeof assertAnswer = (route, result) => {
  try {
    assertAnswer(route, result);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    throw error;
  }
};
