import { z } from 'zod';
import { Id, PageQuery, Timestamp } from './ids.ts';
import { permissions } from './permissions.ts';

/** `read`: look at what every member may look at. `*`: all that its user may do, now and later. Else permissions. */
export const KeyScope = z.string().refine((scope) => scope === 'read' || scope === '*' || Object.hasOwn(permissions, scope), 'must be "read", "*" or a permission: see GET /permissions').meta({ examples: ['read'] });

export const ApiKeyView = z.object({
  id: Id,
  name: z.string(),
  /** How the key begins, to know it by. */
  prefix: z.string(),
  scopes: z.array(z.string()),
  user: z.object({ id: Id, name: z.string() }),
  createdAt: Timestamp,
  expiresAt: Timestamp.nullable(),
  /** Within a minute. */
  lastUsedAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const CreateApiKeyBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(KeyScope).min(1).max(100).default(['read']),
  /** Null: until it is revoked. */
  expiresAt: Timestamp.nullable().default(null),
});
/** A key never comes to may more than it did, nor for longer: that takes a new one. What is left out stays. */
export const UpdateApiKeyBody = z.strictObject({ name: z.string().trim().min(1).max(100).optional(), scopes: z.array(KeyScope).min(1).max(100).optional(), expiresAt: Timestamp.optional() });
export type UpdateApiKeyBody = z.infer<typeof UpdateApiKeyBody>;
/** `key` is shown this once. */
export const CreatedApiKey = ApiKeyView.extend({ key: z.string() });

/** `GET /api-keys`; `all` for who manages members. */
export const ApiKeyQuery = PageQuery.extend({ all: z.enum(['true', 'false']).optional() });
