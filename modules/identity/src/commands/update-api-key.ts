import type { UpdateApiKeyBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, mayDo, type Principal } from '@lime/http';
import type { Authenticator } from '../session-cache.ts';
import { lockApiKey, updateApiKeyRow } from '../sql/api-keys.ts';

/**
 * Gives a key another name, fewer scopes or an earlier end: one's own, or anybody's for who manages members. 404 when it is
 * not there or was revoked; 422 for a scope that it has not (`wider_scopes`) and for a later end (`invalid_expiry`).
 */
export async function updateApiKey(sessions: Authenticator, tx: TenantTx, person: Principal, keyId: bigint, { name, scopes, expiresAt }: UpdateApiKeyBody): Promise<void> {
  const key = (await lockApiKey(tx, keyId, mayDo(person, 'member.manage') ? null : person.userId)) ?? refuse(notFound('API key'));
  // Every key may look.
  const wider = scopes?.find((scope) => scope !== 'read' && !key.scopes.includes('*') && !key.scopes.includes(scope));
  if (wider !== undefined) refuse({ ...invalidField('scopes', `"${wider}" is more than the key may: make a new one`), code: 'wider_scopes' });
  if (expiresAt !== undefined) requireEarlier(expiresAt, key.expires_at);
  const wanted = scopes && [...new Set(scopes)];
  await updateApiKeyRow(tx, keyId, { name: name ?? null, scopes: wanted ?? null, expiresAt: expiresAt ?? null });
  recordAudit(tx, { actor: person, action: 'api_key.update', target: { type: 'api_key', id: keyId }, payload: { ...(name !== undefined && { name }), ...(wanted && { scopes: wanted }), ...(expiresAt !== undefined && { expiresAt }) } });
  tx.afterCommit(() => sessions.forgetHash(key.key_hash));
}

function requireEarlier(wanted: string, end: Date | null): void {
  const refuseExpiry = (message: string) => refuse({ ...invalidField('expiresAt', message), code: 'invalid_expiry' });
  if (Date.parse(wanted) <= Date.now()) refuseExpiry('must be in the future: a key is ended at once by DELETE');
  if (end && Date.parse(wanted) > end.getTime()) refuseExpiry(`must not be after its end, ${end.toISOString()}: make a new key`);
}
