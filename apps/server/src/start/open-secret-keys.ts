import { join } from 'node:path';
import type { Db } from '@lime/db';
import { type Keyring, openKeyring, readSecretsStatus } from '@lime/vault';
import type { Config } from '../config.ts';

/** The master keys of stored secrets: the setting's, or those of a file in the data folder. */
export function openSecretKeys({ secretKeys, dataDir }: Pick<Config, 'secretKeys' | 'dataDir'>): ReturnType<typeof openKeyring> {
  return openKeyring({ setting: secretKeys, file: join(dataDir, 'secret-keys.json') });
}

/** What to tell at the start when values are sealed with keys that this server does not have; null when all open. */
export async function explainMissingKeys(db: Db, keyring: Keyring): Promise<string | null> {
  const missing = (await readSecretsStatus(db, keyring)).keys.filter((key) => !key.known);
  if (missing.length === 0) return null;
  return missing.map(({ id, values }) => `${values} stored secrets are sealed with the master key ${id}, which this server does not have: runs that need them fail. See docs/secret-management.md.`).join('\n');
}
