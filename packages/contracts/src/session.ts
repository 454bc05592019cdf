import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

export const SignInBody = z.strictObject({ token: z.string().min(1).max(200) });

export const Me = z.object({
  user: z.object({ id: Id, email: z.string(), name: z.string() }),
  tenant: z.object({ id: Id, name: z.string(), slug: z.string(), /** Where its days begin: of budgets, for one. */ timeZone: z.string(), version: z.int() }),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  /** Of the user. */
  version: z.int(),
});
export type Me = z.infer<typeof Me>;

/** `PATCH /me`. */
export const UpdateMeBody = z.strictObject({ name: z.string().trim().min(1).max(100), version: z.int().optional() });

/** `GET /auth/methods`, for whoever is not signed in. */
export const SignInMethods = z.object({ link: z.literal(true), github: z.boolean(), /** Whether a stranger who signs in with GitHub gets a tenant, or needs an invitation. */ signUp: z.enum(['open', 'invited']) });

/** Why a sign-in with GitHub did not work: the sign-in page is opened with `?problem=`. */
export const SignInProblem = z.enum(['start_again', 'refused', 'github_failed', 'email_unverified', 'not_invited', 'open_your_invitation', 'invitation_invalid', 'already_member', 'account_disabled', 'github_taken', 'too_many_requests']);
export type SignInProblem = z.infer<typeof SignInProblem>;

/** `POST /auth/github/start`: accepts an invitation, by its link's token, as who GitHub says that the person is; or connects that account to who is signed in. */
export const StartGithubBody = z.union([z.strictObject({ invitation: z.string().min(1).max(200) }), z.strictObject({ connect: z.literal(true) })]);
/** Where the browser goes next. */
export const GithubStart = z.object({ url: z.url() });

/** A tenant of the person's. */
export const TenantView = z.object({ id: Id, name: z.string(), slug: z.string(), /** The one that this session is in. */ current: z.boolean(), /** False: the person was disabled there. */ active: z.boolean() });
export type TenantView = z.infer<typeof TenantView>;
const TenantName = z.string().trim().min(1).max(100);
export const CreateTenantBody = z.strictObject({ name: TenantName, slug: z.string().regex(/^[a-z0-9](-?[a-z0-9]){1,38}$/, 'must be lower-case letters, digits and single -, 2 to 39').optional() });
export const UpdateTenantBody = z.strictObject({ name: TenantName.optional(), timeZone: z.string().max(100).optional().meta({ description: 'A name of the time zone database', examples: ['Europe/Berlin'] }), version: z.int().optional() });
/** Opens a session in another tenant of the person's; the one that asks ends. */
export const SwitchTenantBody = z.strictObject({ tenantId: Id });

/** One of the person's own sessions. Address and browser are kept shortened. */
export const SessionView = z.object({
  id: Id, kind: z.enum(['browser', 'cli']), openedBy: z.string(), current: z.boolean(),
  address: z.string().nullable(), agent: z.string().nullable(),
  createdAt: Timestamp, /** Within a minute. */ lastSeenAt: Timestamp.nullable(), expiresAt: Timestamp,
});
export type SessionView = z.infer<typeof SessionView>;

/** `POST /sessions/revoke-others`. */
export const EndedSessions = z.object({ ended: z.int() });

/** Signs in once, within the hour. */
export const SignInLink = z.object({ url: z.url(), expiresAt: Timestamp });

/** How many agent steps may be in flight at once: of the whole tenant, or of one provider. */
export const ConcurrencyLimit = z.object({ scope: z.string().regex(/^(tenant|provider:[a-z]+)$/, 'must be "tenant" or "provider:<name>"').meta({ examples: ['provider:claude'] }), max: z.int().min(1).max(10_000) });
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
