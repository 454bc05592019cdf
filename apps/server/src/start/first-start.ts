import { chmod, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSignInLink, createTenant, endSessionsAt, findFirstAdmin, openSession } from '@lime/identity';
import { createProject } from '@lime/factory';
import type { Principal } from '@lime/http';
import { renewSharedRunnerToken } from '@lime/runs';
import type { Db } from '@lime/db';
import type { Parts } from '../compose.ts';

/** The person that this machine's own programs act for: the admin of the tenant that the first start made. */
export type LocalAdmin = Principal & { firstStart: boolean };

/** Finds the local tenant, or sets one up on an empty database. */
export async function ensureLocalAdmin(db: Db): Promise<LocalAdmin> {
  const existing = await findLocalAdmin(db);
  if (existing) return { ...existing, firstStart: false };
  const { tenantId, userId } = await createTenant(db, { name: 'Demo', slug: 'demo', admin: { email: 'you@localhost', name: 'You' } });
  const person: Principal = { tenantId, userId, name: 'You', email: 'you@localhost', roles: ['admin'], permissions: ['*'] };
  await db.tenant(tenantId, (tx) => createProject(tx, person, { name: 'Demo', key: 'AL', merge: 'none' }));
  return { ...person, firstStart: true };
}

async function findLocalAdmin(db: Db): Promise<Principal | null> {
  const admin = await findFirstAdmin(db);
  return admin && { ...admin, roles: ['admin'], permissions: ['*'] };
}

/** A fresh link that signs the local admin in, once. */
export async function makeSignInLink(db: Db, person: Principal, origin: string): Promise<string> {
  const link = await db.tenant(person.tenantId, (tx) => createSignInLink(tx, person, person.userId));
  return `${origin}/sign-in?token=${link.token}`;
}

/**
 * Lets this user's command line in: a session of its own, replaced at every start of this server (and of no other on the
 * same database), and what proves to this
 * server that one can read its data folder. Readable by nobody else.
 */
export async function writeCliCredentials({ db, operatorToken }: Pick<Parts, 'db' | 'operatorToken'>, person: Principal, dataDir: string, server: string): Promise<void> {
  const token = await db.tenant(person.tenantId, async (tx) => {
    await endSessionsAt(tx, person.userId, placeOf(dataDir));
    return (await openSession(tx, person.userId, 'cli', { openedBy: 'start', address: null, agent: placeOf(dataDir) })).sessionToken;
  });
  const file = join(dataDir, 'cli.json');
  await writeFile(file, `${JSON.stringify({ server, token, operator: operatorToken })}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

/** A token for the runner that this server starts itself, for all tenants; the ones of its earlier starts are revoked, those of other servers on the same database are not. */
export async function makeEmbeddedRunnerToken({ runs }: Pick<Parts, 'runs'>, dataDir: string): Promise<string> {
  return renewSharedRunnerToken(runs, `the server's own, ${placeOf(dataDir)}`);
}

function placeOf(dataDir: string): string {
  return `${hostname()}:${dataDir}`;
}
