import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

export const SignInBody = z.strictObject({ token: z.string().min(1).max(200) });

export const Me = z.object({
  user: z.object({ id: Id, email: z.string(), name: z.string() }),
  tenant: z.object({ id: Id, name: z.string(), slug: z.string() }),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;

/** How many agent steps may be in flight at once: of the whole tenant, or of one provider. */
export const ConcurrencyLimit = z.object({ scope: z.string().regex(/^(tenant|provider:[a-z]+)$/, 'must be "tenant" or "provider:<name>"'), max: z.int().min(1).max(10_000) });
export type ConcurrencyLimit = z.infer<typeof ConcurrencyLimit>;

/** `PUT /concurrency-limits`: sets a limit; `max: null` takes it away. */
export const SetLimitBody = z.strictObject({ scope: ConcurrencyLimit.shape.scope, max: ConcurrencyLimit.shape.max.nullable() });
export type SetLimitBody = z.infer<typeof SetLimitBody>;

export const RunnerTokenView = z.object({ id: Id, name: z.string(), createdAt: Timestamp, lastUsedAt: Timestamp.nullable(), revokedAt: Timestamp.nullable() });
export const CreateRunnerTokenBody = z.strictObject({ name: z.string().trim().min(1).max(100) });
/** `token` is shown this once. */
export const CreatedRunnerToken = RunnerTokenView.extend({ token: z.string() });

export const RunnerView = z.object({ id: Id, name: z.string(), labels: z.array(z.string()), providers: z.array(z.string()), capacity: z.int(), /** Steps in hand; on a shared runner of all tenants. */ busy: z.int(), online: z.boolean(), /** Of the installation, for all its tenants in turn. */ shared: z.boolean(), lastSeenAt: Timestamp });
export type RunnerView = z.infer<typeof RunnerView>;
