import { createHash, randomBytes } from 'node:crypto';

/** 32 bytes that wrap the keys of values. Its name is taken from it, so that a name never stands for two keys. */
export type MasterKey = { id: string; bytes: Uint8Array };

export type Keyring = {
  source: 'environment' | 'file';
  /** The first one seals; the others only open. Never empty. */
  keys: readonly [MasterKey, ...MasterKey[]];
  /** Keeps these keys, durably, and takes them up. Null where the keys are not ours to keep. */
  replace: ((keys: Keyring['keys']) => Promise<void>) | null;
};

export const masterKeyBytes = 32;

function masterKey(bytes: Uint8Array): MasterKey {
  return { id: createHash('sha256').update('lime master key').update(bytes).digest('hex').slice(0, 16), bytes };
}

export function newMasterKey(): MasterKey {
  return masterKey(randomBytes(masterKeyBytes));
}

export function findKey({ keys }: Keyring, id: string): MasterKey | null {
  return keys.find((key) => key.id === id) ?? null;
}

/** Reads keys written in base64, the one that seals first; null when they are not such keys. */
export function parseKeys(texts: readonly string[]): Keyring['keys'] | null {
  const keys = texts.map((text) => Buffer.from(text, 'base64')).filter((bytes) => bytes.byteLength === masterKeyBytes).map(masterKey);
  const [first, ...rest] = keys;
  const distinct = new Set(keys.map((key) => key.id)).size;
  return first && distinct === texts.length ? [first, ...rest] : null;
}
