import { notFound, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { Keyring } from '../keys/keyring.ts';
import { keysFromEnvironment, rotationRunning } from '../rotation-problems.ts';
import { awaitSealing, beginRotation, countByKey } from '../sql/master-keys.ts';

/** Forgets a key that seals nothing any more. 409 `key_in_use` while it does. */
export async function dropMasterKey(db: Db, keyring: Keyring, id: string): Promise<void> {
  const { replace } = keyring;
  if (replace === null) refuse(keysFromEnvironment);
  await db.engine(async (tx) => {
    if (!(await beginRotation(tx))) refuse(rotationRunning);
    await awaitSealing(tx);
    const [first, ...rest] = keyring.keys;
    if (!keyring.keys.some((key) => key.id === id)) refuse(notFound('master key'));
    const values = (await countByKey(tx)).get(id) ?? 0;
    if (first.id === id || values > 0) refuse({ status: 409, code: 'key_in_use', title: 'Still needed', detail: first.id === id ? 'New values are sealed with this key. Rotate first.' : `${values} values are sealed with this key. Rotate first.` });
    await replace([first, ...rest.filter((key) => key.id !== id)]);
  });
}
