import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { findKey, type Keyring, type MasterKey, masterKeyBytes } from '../keys/keyring.ts';

/** Where an envelope stands. It opens there and nowhere else: not in another row, column, table or tenant. */
export type Place = { tenantId: bigint; table: string; column: string; rowId: bigint };

export type Unopened = { kind: 'unknown_key'; keyId: string } | { kind: 'altered' };

/**
 * version (1) · master key's name (8) · the value's own key, sealed with the master key (60) · the value, sealed with its own key.
 * Sealed: nonce (12) · AES-256-GCM ciphertext · tag (16). To rotate, only the middle part is made anew.
 */
const version = 1;
const keyNameAt = 1;
const wrappedAt = 9;
const [nonceBytes, tagBytes] = [12, 16];
const valueAt = wrappedAt + nonceBytes + masterKeyBytes + tagBytes;

/** Seals a text with a key of its own, and that with the keyring's first key. */
export function seal(keyring: Keyring, place: Place, text: string): Uint8Array {
  const own = randomBytes(masterKeyBytes);
  return Buffer.concat([wrap(keyring.keys[0], place, own), encrypt(own, boundTo(place, 'value'), Buffer.from(text))]);
}

export function unseal(keyring: Keyring, place: Place, envelope: Uint8Array): { kind: 'opened'; text: string } | Unopened {
  const own = unwrap(keyring, place, envelope);
  if (own.kind !== 'opened') return own;
  const value = decrypt(own.bytes, boundTo(place, 'value'), envelope.subarray(valueAt));
  return value ? { kind: 'opened', text: value.toString() } : { kind: 'altered' };
}

/** The same envelope under the keyring's first key. The value itself is not looked at. */
export function rewrap(keyring: Keyring, place: Place, envelope: Uint8Array): { kind: 'rewrapped'; envelope: Uint8Array } | Unopened {
  const own = unwrap(keyring, place, envelope);
  return own.kind === 'opened' ? { kind: 'rewrapped', envelope: Buffer.concat([wrap(keyring.keys[0], place, own.bytes), envelope.subarray(valueAt)]) } : own;
}

function wrap(key: MasterKey, place: Place, own: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([version]), Buffer.from(key.id, 'hex'), encrypt(key.bytes, boundTo(place, 'key'), own)]);
}

function unwrap(keyring: Keyring, place: Place, envelope: Uint8Array): { kind: 'opened'; bytes: Uint8Array } | Unopened {
  if (envelope[0] !== version) return { kind: 'altered' };
  const keyId = Buffer.from(envelope.subarray(keyNameAt, wrappedAt)).toString('hex');
  const key = findKey(keyring, keyId);
  if (!key) return { kind: 'unknown_key', keyId };
  const bytes = decrypt(key.bytes, boundTo(place, 'key'), envelope.subarray(wrappedAt, valueAt));
  return bytes ? { kind: 'opened', bytes } : { kind: 'altered' };
}

function boundTo({ tenantId, table, column, rowId }: Place, part: 'key' | 'value'): Buffer {
  return Buffer.from(`lime ${part} of ${table}.${column} tenant ${tenantId} row ${rowId}`);
}

function encrypt(key: Uint8Array, bound: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null for what was not sealed with this key, for this place, or is not as it was sealed. */
function decrypt(key: Uint8Array, bound: Uint8Array, sealed: Uint8Array): Buffer | null {
  if (sealed.byteLength < nonceBytes + tagBytes) return null;
  const end = sealed.byteLength - tagBytes;
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(bound).setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, end)), cipher.final()]);
  } catch {
    return null;
  }
}
