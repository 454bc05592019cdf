import type { z } from 'zod';
import { type ChangeEnvVarBody, type EnvVarView, SetEnvVarBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { parseBody } from '@lime/http';
import { seal } from '../envelopes/envelope.ts';
import type { Keyring } from '../keys/keyring.ts';
import { deleteVar, findVarId, placeOf, readVars, scopeBytes, upsertVar } from '../sql/env-vars.ts';
import { lockSet } from '../sql/env-var-sets.ts';
import { noteSealing } from '../sql/master-keys.ts';

/** All values of a scope go into one program's environment, which the kernel bounds. */
const mostBytes = 500_000;

/** Sets a variable, new or known. 404 for an unknown set, 409 `env_too_large`. */
export async function setEnvVar(tx: TenantTx, keyring: Keyring, actor: Actor, setId: bigint, { key, value, isSecret }: z.output<typeof SetEnvVarBody>): Promise<{ isNew: boolean; view: EnvVarView }> {
  const set = (await lockSet(tx, setId)) ?? refuse(notFound('set of variables'));
  await noteSealing(tx);
  const id = await findVarId(tx, setId, key);
  const kept = await upsertVar(tx, { id, set_id: setId, key, is_secret: isSecret, value_enc: seal(keyring, placeOf(tx.tenantId, id), value) });
  const bytes = await scopeBytes(tx, { type: set.scope_type, id: set.scope_id });
  if (bytes > mostBytes) refuse({ status: 409, code: 'env_too_large', title: 'Too much', detail: `The variables of a ${set.scope_type} may take ${mostBytes} bytes together, and with this one they take ${bytes}.` });
  recordAudit(tx, { actor, action: 'env_var.set', target: { type: 'env_var', id }, payload: { set: set.name, key, isSecret } });
  return { isNew: kept.is_new, view: { key, isSecret, value: isSecret ? null : value, updatedAt: kept.updated_at.toISOString() } };
}

/** Gives a variable that there is another value. 404 without one, 422 for a secret that is too short, 409 `env_too_large`. */
export async function changeEnvVar(tx: TenantTx, keyring: Keyring, actor: Actor, setId: bigint, key: string, { value, isSecret }: ChangeEnvVarBody): Promise<EnvVarView> {
  if (!(await lockSet(tx, setId))) refuse(notFound('set of variables'));
  const known = (await readVars(tx, [setId])).find((one) => one.key === key) ?? refuse(notFound('variable'));
  const wanted = parseBody(SetEnvVarBody, { key, value, isSecret: isSecret ?? known.is_secret });
  return (await setEnvVar(tx, keyring, actor, setId, wanted)).view;
}

export async function deleteEnvVar(tx: TenantTx, actor: Actor, setId: bigint, key: string): Promise<void> {
  const set = (await lockSet(tx, setId)) ?? refuse(notFound('set of variables'));
  const id = (await deleteVar(tx, setId, key)) ?? refuse(notFound('variable'));
  recordAudit(tx, { actor, action: 'env_var.delete', target: { type: 'env_var', id }, payload: { set: set.name, key } });
}
