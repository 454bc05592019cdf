import type { z } from 'zod';
import { hashToken } from '@lime/kernel';
import type { RegisterBody, Registered } from '@lime/contracts';
import type { Db, TenantTx } from '@lime/db';
import { findRunnerToken } from '../sql/runner-tokens.ts';
import { upsertRunner } from '../sql/runners.ts';
import { heartbeatEveryMs, stepLeaseMs } from '../tunables.ts';

export type RunnerIdentity = { tenantId: bigint; tokenId: bigint };

/** Whose runner token this is; null when it is unknown or revoked. */
export async function authenticateRunner(db: Db, token: string): Promise<RunnerIdentity | null> {
  const row = await db.engine((tx) => findRunnerToken(tx, hashToken(token)));
  return row ? { tenantId: row.tenant_id, tokenId: row.id } : null;
}

/** Makes a runner known, or updates the one of the same token and name. */
export async function registerRunner(tx: TenantTx, identity: RunnerIdentity, body: z.output<typeof RegisterBody>): Promise<Registered> {
  const runnerId = await upsertRunner(tx, identity.tokenId, body);
  return { runnerId: String(runnerId), leaseSeconds: stepLeaseMs / 1000, heartbeatSeconds: heartbeatEveryMs / 1000 };
}
