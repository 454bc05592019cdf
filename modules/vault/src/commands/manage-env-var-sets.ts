import type { z } from 'zod';
import type { CreateEnvVarSetBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField, refuseTaken } from '@lime/http';
import { deleteSet, insertSet, renameSet } from '../sql/env-var-sets.ts';

const taken = (name: string) => ({ code: 'env_var_set_name_taken', title: 'Name taken', detail: `There is a set called "${name}" there already. Choose another name.` });

/** Makes an empty set. 422 for a scope that is not the tenant's, 409 `env_var_set_name_taken`. */
export async function createEnvVarSet(tx: TenantTx, actor: Actor, { scopeType, scopeId, name }: z.output<typeof CreateEnvVarSetBody>): Promise<bigint> {
  const set = (await refuseTaken(insertSet(tx, { type: scopeType, id: BigInt(scopeId) }, name), taken(name))) ?? refuse(invalidField('scopeId', `there is no such ${scopeType.replaceAll('_', ' ')}`));
  recordAudit(tx, { actor, action: 'env_var_set.create', target: { type: 'env_var_set', id: set.id }, payload: { scopeType, scopeId, name } });
  return set.id;
}

export async function renameEnvVarSet(tx: TenantTx, actor: Actor, setId: bigint, name: string): Promise<void> {
  if (!(await refuseTaken(renameSet(tx, setId, name), taken(name)))) refuse(notFound('set of variables'));
  recordAudit(tx, { actor, action: 'env_var_set.rename', target: { type: 'env_var_set', id: setId }, payload: { name } });
}

/** Deletes a set with its variables. */
export async function deleteEnvVarSet(tx: TenantTx, actor: Actor, setId: bigint): Promise<void> {
  const { name } = (await deleteSet(tx, setId)) ?? refuse(notFound('set of variables'));
  recordAudit(tx, { actor, action: 'env_var_set.delete', target: { type: 'env_var_set', id: setId }, payload: { name } });
}
