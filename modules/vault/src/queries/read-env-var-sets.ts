import type { EnvVarSet, EnvVarView } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { unseal } from '../envelopes/envelope.ts';
import type { Keyring } from '../keys/keyring.ts';
import { readSets, type Scope, type SetRow } from '../sql/env-var-sets.ts';
import { placeOf, readVars, type VarRow } from '../sql/env-vars.ts';

/** Sets with their variables. Secrets come without their values, and so does what cannot be opened. */
export async function listEnvVarSets(tx: TenantRead, keyring: Keyring, scope: Scope | null, page: PageWanted): Promise<{ items: EnvVarSet[]; next: string | null }> {
  return withVars(tx, keyring, await readSets(tx, { scope, setId: null, page }), page);
}

export async function readEnvVarSet(tx: TenantRead, keyring: Keyring, setId: bigint): Promise<EnvVarSet | null> {
  const page = { cursor: null, limit: 1 };
  return (await withVars(tx, keyring, await readSets(tx, { scope: null, setId, page }), page)).items[0] ?? null;
}

async function withVars(tx: TenantRead, keyring: Keyring, sets: SetRow[], page: PageWanted): Promise<{ items: EnvVarSet[]; next: string | null }> {
  const vars = await readVars(tx, sets.map((set) => set.id));
  return toPage(sets, page, (set) => ({
    id: String(set.id), scopeType: set.scope_type, scopeId: String(set.scope_id), name: set.name, version: set.version, createdAt: set.created_at.toISOString(),
    vars: vars.filter((row) => row.set_id === set.id).map((row) => toView(tx.tenantId, keyring, row)),
  }));
}

function toView(tenantId: bigint, keyring: Keyring, row: VarRow): EnvVarView {
  const opened = row.is_secret ? null : unseal(keyring, placeOf(tenantId, row.id), row.value_enc);
  return { key: row.key, isSecret: row.is_secret, value: opened?.kind === 'opened' ? opened.text : null, updatedAt: row.updated_at.toISOString() };
}
