import type { z } from 'zod';
import { hashToken } from '@lime/kernel';
import type { RegisterBody, Registered } from '@lime/contracts';
import type { Db, EngineTx, TenantTx } from '@lime/db';
import { findRunnerToken } from '../sql/runner-tokens.ts';
import { upsertRunner } from '../sql/runners.ts';
import { upsertSharedRunner } from '../sql/shared-runners.ts';
import { heartbeatEveryMs, stepLeaseMs } from '../tunables.ts';

/** A runner that speaks about one step, as that step's tenant. */
export type RunnerIdentity = { tenantId: bigint; tokenId: bigint };

/** A runner as its token shows it: one tenant's, or the installation's. */
export type Caller = { tokenId: bigint } & ({ shared: false; tenantId: bigint } | { shared: true; /** Of the step that the call is about; null when there is no such step. */ tenantId: bigint | null });

/** Whose runner token this is, in a call about a step (0: about none); null when it is unknown or revoked. */
export async function authenticateRunner(db: Db, token: string, stepId: bigint): Promise<Caller | null> {
  const row = await db.engine((tx) => findRunnerToken(tx, hashToken(token), stepId));
  if (!row) return null;
  if (row.shared) return { shared: true, tokenId: row.id, tenantId: row.tenant_id };
  if (row.tenant_id === null) throw new Error(`the runner token ${row.id} has no tenant`);
  return { shared: false, tokenId: row.id, tenantId: row.tenant_id };
}

/** Makes a runner known, or updates the one of the same token and name. */
export async function registerRunner(tx: TenantTx, identity: RunnerIdentity, body: z.output<typeof RegisterBody>): Promise<Registered> {
  return registered(await upsertRunner(tx, identity.tokenId, body));
}

/** The same for a shared runner. */
export async function registerSharedRunner(tx: EngineTx, identity: { tokenId: bigint }, body: z.output<typeof RegisterBody>): Promise<Registered> {
  return registered(await upsertSharedRunner(tx, identity.tokenId, body));
}

function registered(runnerId: bigint): Registered {
  return { runnerId: String(runnerId), leaseSeconds: stepLeaseMs / 1000, heartbeatSeconds: heartbeatEveryMs / 1000 };
}
