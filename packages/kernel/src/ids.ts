import { createHash, randomBytes } from 'node:crypto';

/** Parses an id as it is on the wire: the decimal digits of a positive bigint, for JSON has none. Returns null for anything that cannot be a row's id. */
export function parseId(text: string): bigint | null {
  if (!/^[1-9][0-9]{0,18}$/.test(text)) return null;
  const value = BigInt(text);
  return value <= 9223372036854775807n ? value : null;
}

/** A bearer secret with a recognisable prefix: `lime_<kind>_` and 32 random bytes in base64url. */
export function newToken(kind: string): string {
  return `lime_${kind}_${randomBytes(32).toString('base64url')}`;
}

/** Tokens carry 256 random bits, so a plain SHA-256 is enough to keep them; no salt, no stretching. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Lower-case hex SHA-256 of the bytes: the name of a blob. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
