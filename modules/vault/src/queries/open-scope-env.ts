import type { CheckEnv } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { unseal } from '../envelopes/envelope.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { Scope } from '../sql/env-var-sets.ts';
import { placeOf, readScopeVars } from '../sql/env-vars.ts';

/** The open values of a scope, for whoever runs something in it. Of two sets with the same key, the one made later wins. */
export async function openScopeEnv(tx: TenantRead, keyring: Keyring, scope: Scope): Promise<CheckEnv> {
  const vars = new Map<string, CheckEnv['vars'][number]>();
  for (const row of await readScopeVars(tx, scope)) {
    const opened = unseal(keyring, placeOf(tx.tenantId, row.id), row.value_enc);
    if (opened.kind === 'unknown_key') return unreadable(`The variable ${row.key} is sealed with the master key ${opened.keyId}, which this server does not have. Give it the key file or the LIME_SECRET_KEYS that it was sealed with, or set the variable again.`);
    if (opened.kind === 'altered') return unreadable(`The variable ${row.key} is not as it was sealed, or not where. Set it again, and find out who wrote to the database.`);
    vars.set(row.key, { key: row.key, value: opened.text, isSecret: row.is_secret });
  }
  return { vars: [...vars.values()], problem: null };
}

function unreadable(problem: string): CheckEnv {
  return { vars: [], problem };
}
