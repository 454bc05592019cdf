import type { z } from 'zod';
import type { CreateApiKeyBody } from '@lime/contracts';
import { hashToken, newToken, notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, mayDo, type Principal } from '@lime/http';
import { apiKeyPrefix } from '../api-key-prefix.ts';
import { requireOwn } from '../require-own.ts';
import type { Authenticator } from '../session-cache.ts';
import { endApiKey, insertApiKey } from '../sql/api-keys.ts';

/** Eight of the 43 random characters: enough to tell keys apart, far too few to guess the rest from. */
const shownCharacters = apiKeyPrefix.length + 8;

/**
 * Makes an API key for oneself; the key itself is given this once. It never may more than who makes it: 403
 * `beyond_own_permissions`; and one that a key makes ends with that key at the latest: 422 `invalid_expiry`.
 */
export async function createApiKey(tx: TenantTx, person: Principal, { name, scopes, expiresAt }: z.output<typeof CreateApiKeyBody>): Promise<{ keyId: bigint; key: string }> {
  const { credential } = person;
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) refuseExpiry('must be in the future');
  if (credential?.kind === 'key' && credential.expiresAt && (expiresAt === null || Date.parse(expiresAt) > credential.expiresAt.getTime())) refuseExpiry(`must not be after the end of the key that makes this one, ${credential.expiresAt.toISOString()}`);
  const wanted = [...new Set(scopes)];
  const full = credential?.full ?? true;
  requireOwn(person, wanted.filter((scope) => scope !== 'read' && !(scope === '*' && full)));
  const key = newToken('key');
  const keyId = await insertApiKey(tx, { userId: person.userId, name, prefix: key.slice(0, shownCharacters), hash: hashToken(key), scopes: wanted, expiresAt });
  recordAudit(tx, { actor: person, action: 'api_key.create', target: { type: 'api_key', id: keyId }, payload: { name, scopes: wanted, expiresAt } });
  return { keyId, key };
}

/** Ends a key at once: one's own, or anybody's for who manages members. */
export async function revokeApiKey(sessions: Authenticator, tx: TenantTx, person: Principal, keyId: bigint): Promise<void> {
  const ended = (await endApiKey(tx, keyId, mayDo(person, 'member.manage') ? null : person.userId)) ?? refuse(notFound('API key'));
  recordAudit(tx, { actor: person, action: 'api_key.revoke', target: { type: 'api_key', id: keyId }, payload: { name: ended.name } });
  tx.afterCommit(() => sessions.forgetHash(ended.key_hash));
}

function refuseExpiry(message: string): never {
  refuse({ ...invalidField('expiresAt', message), code: 'invalid_expiry' });
}
