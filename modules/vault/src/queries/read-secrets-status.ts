import type { SecretsStatus } from '@lime/contracts';
import type { Db } from '@lime/db';
import type { Keyring } from '../keys/keyring.ts';
import { awaitSealing, countByKey } from '../sql/master-keys.ts';

/** Which master keys there are, and what each seals. Nothing is being sealed while it counts: a zero is a proof. */
export async function readSecretsStatus(db: Db, keyring: Keyring): Promise<SecretsStatus> {
  const counts = await db.engine(async (tx) => {
    await awaitSealing(tx);
    return countByKey(tx);
  });
  const known = keyring.keys.map(({ id }, index) => ({ id, sealsNew: index === 0, known: true, values: counts.get(id) ?? 0 }));
  const missing = [...counts].filter(([id]) => !known.some((key) => key.id === id)).map(([id, values]) => ({ id, sealsNew: false, known: false, values }));
  return { source: keyring.source, keys: [...known, ...missing] };
}
