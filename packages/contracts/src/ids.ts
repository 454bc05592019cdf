import { z } from 'zod';

/** A row's id on the wire: decimal digits, never a JSON number. */
export const Id = z
  .string()
  .regex(/^[1-9][0-9]{0,18}$/, 'must be a decimal id')
  .refine((id) => id.length < 19 || id <= '9223372036854775807', 'is larger than any id')
  .meta({ examples: ['42'] });
export type Id = z.infer<typeof Id>;

/** Lower-case hex SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a lower-case hex SHA-256').meta({ examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'] });

/** RFC 3339 in UTC, milliseconds. */
export const Timestamp = z.iso.datetime().meta({ examples: ['2026-01-31T12:00:00.000Z'] });

/** Integer minor units (US cents unless a currency stands beside it). */
export const Cents = z.int().nonnegative().meta({ examples: [2500] });

/** Any JSON value. */
export const Json = z.json();
export type Json = z.infer<typeof Json>;

export const JsonObject = z.record(z.string(), Json);
export type JsonObject = z.infer<typeof JsonObject>;

/** A page of a list: pass `next` as `cursor` for the following page; null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** A list that is given whole. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item) });
}

/** What every list understands. */
export const PageQuery = z.object({ cursor: Id.optional(), limit: z.int().min(1).max(200).optional() });
