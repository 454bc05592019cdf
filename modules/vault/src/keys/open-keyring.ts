import { chmod, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Keyring, newMasterKey, parseKeys } from './keyring.ts';

const KeyFile = z.object({ keys: z.array(z.string()).min(1) });

export type OpenKeyring = { kind: 'open'; keyring: Keyring } | { kind: 'failed'; message: string };

/** The master keys of the setting (base64, separated by commas), or else of the file, which the first start makes. */
export async function openKeyring({ setting, file }: { setting: string | null; file: string }): Promise<OpenKeyring> {
  if (setting !== null) {
    const keys = parseKeys(setting.split(',').map((text) => text.trim()));
    if (keys) return { kind: 'open', keyring: { source: 'environment', keys, replace: null } };
    return { kind: 'failed', message: 'LIME_SECRET_KEYS must be one or more different keys of 32 bytes in base64, separated by commas. Make one by: openssl rand -base64 32' };
  }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : error));
  if (text instanceof Error) return { kind: 'failed', message: `The key file ${file} cannot be read: ${text.message}` };
  if (text === null) return { kind: 'open', keyring: await firstKeyring(file) };
  const keys = readKeys(text);
  if (!keys) return { kind: 'failed', message: `The key file ${file} is damaged. Take it from a backup: what is sealed with its keys cannot be opened without them.` };
  await chmod(file, 0o600);
  return { kind: 'open', keyring: fileKeyring(file, keys) };
}

async function firstKeyring(file: string): Promise<Keyring> {
  const keys: Keyring['keys'] = [newMasterKey()];
  await writeKeys(file, keys);
  return fileKeyring(file, keys);
}

function fileKeyring(file: string, keys: Keyring['keys']): Keyring {
  const keyring: Keyring = {
    source: 'file', keys,
    replace: async (next) => {
      await writeKeys(file, next);
      keyring.keys = next;
    },
  };
  return keyring;
}

function readKeys(text: string): Keyring['keys'] | null {
  try {
    return parseKeys(KeyFile.parse(JSON.parse(text)).keys);
  } catch {
    return null;
  }
}

/** On the disk, whole, before it returns: nothing is ever sealed with a key that a power cut could take. */
async function writeKeys(file: string, keys: Keyring['keys']): Promise<void> {
  const next = `${file}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${JSON.stringify({ keys: keys.map(({ bytes }) => Buffer.from(bytes).toString('base64')) }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
