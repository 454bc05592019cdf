import { expect, test } from 'bun:test';
import { type Keyring, newMasterKey } from '../keys/keyring.ts';
import { type Place, rewrap, seal, unseal } from './envelope.ts';

const keyringOf = (...keys: Keyring['keys']): Keyring => ({ source: 'environment', keys, replace: null });
const [first, second] = [newMasterKey(), newMasterKey()];
const keyring = keyringOf(first);
const place: Place = { tenantId: 1n, table: 'env_vars', column: 'value_enc', rowId: 7n };
const text = 'correct horse ünd 🐎';

test('what is sealed opens where it was sealed, and holds nothing of the text', () => {
  const envelope = seal(keyring, place, text);
  expect(unseal(keyring, place, envelope)).toEqual({ kind: 'opened', text });
  expect(Buffer.from(envelope).includes('horse')).toBe(false);
  expect(Buffer.from(envelope).equals(seal(keyring, place, text))).toBe(false);
});

test.each<[string, Partial<Place>]>([
  ['row', { rowId: 8n }],
  ['tenant', { tenantId: 2n }],
  ['column', { column: 'other' }],
  ['table', { table: 'other' }],
])('moved to another %s it does not open, and is not re-wrapped either', (_, moved) => {
  const envelope = seal(keyring, place, text);
  expect(unseal(keyring, { ...place, ...moved }, envelope)).toEqual({ kind: 'altered' });
  expect(rewrap(keyring, { ...place, ...moved }, envelope)).toEqual({ kind: 'altered' });
});

test('with any byte of it changed, missing or added it does not open', () => {
  const envelope = seal(keyring, place, text);
  for (let at = 0; at < envelope.byteLength; at += 1) {
    const changed = Uint8Array.from(envelope, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(unseal(keyring, place, changed).kind).not.toBe('opened');
    expect(unseal(keyring, place, envelope.subarray(0, at)).kind).not.toBe('opened');
  }
  expect(unseal(keyring, place, Buffer.concat([envelope, Buffer.from([0])])).kind).toBe('altered');
});

test('the wrapped key of one envelope does not open the value of another', () => {
  const [one, other] = [seal(keyring, place, text), seal(keyring, place, 'something else')];
  expect(unseal(keyring, place, Buffer.concat([one.subarray(0, 69), other.subarray(69)]))).toEqual({ kind: 'altered' });
});

test('re-wrapped it opens with the new key alone, and with the old one no more', () => {
  const old = seal(keyring, place, text);
  const again = rewrap(keyringOf(second, first), place, old);
  if (again.kind !== 'rewrapped') throw new Error(again.kind);
  expect(unseal(keyringOf(second), place, again.envelope)).toEqual({ kind: 'opened', text });
  expect(unseal(keyring, place, again.envelope)).toEqual({ kind: 'unknown_key', keyId: second.id });
  expect(unseal(keyringOf(second), place, old)).toEqual({ kind: 'unknown_key', keyId: first.id });
});
