import type { RotationReport } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import { rewrap } from '../envelopes/envelope.ts';
import { type Keyring, newMasterKey } from '../keys/keyring.ts';
import { readSecretsStatus } from '../queries/read-secrets-status.ts';
import { keysFromEnvironment, rotationRunning } from '../rotation-problems.ts';
import { awaitSealing, beginRotation, replaceEnvelopes, takeBehind, tenantsBehind } from '../sql/master-keys.ts';
import { type SealedColumn, sealedColumns } from '../sql/sealed-columns.ts';

const batchSize = 200;

/**
 * Adds a master key and brings every value under it, in batches that each commit by themselves. What a crash
 * left half done is gone on with, and no further key is added then.
 */
export async function rotateMasterKey(db: Db, keyring: Keyring): Promise<RotationReport> {
  return db.engine(async (tx) => {
    if (!(await beginRotation(tx))) refuse(rotationRunning);
    const unfinished = (await tenantsBehind(tx, keyring.keys[0].id)).length > 0;
    const addedKey = unfinished ? null : await addKey(keyring);
    // What this server still seals with the old key is in its rows before they are looked for.
    await db.engine(awaitSealing);
    const done = { rewrapped: 0, unreadable: 0 };
    for (const tenantId of await tenantsBehind(tx, keyring.keys[0].id)) {
      for (const sealed of sealedColumns) {
        const { rewrapped, unreadable } = await rewrapColumn(db, keyring, tenantId, sealed);
        done.rewrapped += rewrapped;
        done.unreadable += unreadable;
      }
    }
    return { ...(await readSecretsStatus(db, keyring)), addedKey, ...done };
  });
}

async function addKey(keyring: Keyring): Promise<string> {
  if (keyring.replace === null) refuse(keysFromEnvironment);
  const key = newMasterKey();
  await keyring.replace([key, ...keyring.keys]);
  return key.id;
}

async function rewrapColumn(db: Db, keyring: Keyring, tenantId: bigint, sealed: SealedColumn): Promise<{ rewrapped: number; unreadable: number }> {
  const done = { rewrapped: 0, unreadable: 0 };
  for (let after: bigint | null = 0n; after !== null; ) {
    const from: bigint = after;
    const batch = await db.tenant(tenantId, async (tx) => {
      const rows = await takeBehind(tx, sealed, keyring.keys[0].id, from, batchSize);
      const envelopes = rows.flatMap(({ id, envelope }) => {
        const again = rewrap(keyring, { tenantId, table: sealed.table, column: sealed.column, rowId: id }, envelope);
        return again.kind === 'rewrapped' ? [{ id, envelope: again.envelope }] : [];
      });
      await replaceEnvelopes(tx, sealed, envelopes);
      return { last: rows.at(-1)?.id ?? null, rewrapped: envelopes.length, unreadable: rows.length - envelopes.length };
    });
    done.rewrapped += batch.rewrapped;
    done.unreadable += batch.unreadable;
    after = batch.last;
  }
  return done;
}
