import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

/** What a set of environment variables belongs to. `agent`: what the agents of a project find in their own sandbox; its id is the project's. */
export const EnvScopeType = z.enum(['project', 'pipeline', 'deployment_target', 'hook', 'agent']);

/** Shorter secrets could not be masked in output without masking half of it. */
const shortestSecret = 6;

const EnvVarKey = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be letters, digits and _, a letter or _ first');

/** `value` is null for a secret: nobody reads it back. */
export const EnvVarView = z.object({ key: z.string(), isSecret: z.boolean(), value: z.string().nullable(), updatedAt: Timestamp });
export type EnvVarView = z.infer<typeof EnvVarView>;

export const EnvVarSet = z.object({ id: Id, scopeType: EnvScopeType, scopeId: Id, name: z.string(), version: z.int(), createdAt: Timestamp, vars: z.array(EnvVarView) });
export type EnvVarSet = z.infer<typeof EnvVarSet>;

const Name = z.string().trim().min(1).max(100);
export const CreateEnvVarSetBody = z.strictObject({ scopeType: EnvScopeType.default('project'), scopeId: Id, name: Name });
export const RenameEnvVarSetBody = z.strictObject({ name: Name, version: z.int().optional() });

/** Sets a variable, new or known. What is secret stays so until it gets a new value. */
export const SetEnvVarBody = z
  .strictObject({ key: EnvVarKey, value: z.string().max(32_768).refine((value) => !value.includes('\0'), 'must not hold a NUL'), isSecret: z.boolean().default(true) })
  .refine(({ value, isSecret }) => !isSecret || value.length >= shortestSecret, { path: ['value'], message: `a secret needs at least ${shortestSecret} characters: shorter ones cannot be masked in output` });

/** `PATCH /env-var-sets/:id/vars/:key`: another value of one that there is; whether it is secret stays, unless it is said. */
export const ChangeEnvVarBody = z.strictObject({ value: SetEnvVarBody.shape.value, isSecret: z.boolean().optional() });
export type ChangeEnvVarBody = z.infer<typeof ChangeEnvVarBody>;

/** The environment of a step's checks, in the answer to its claim and nowhere else. */
export const CheckEnv = z.object({
  vars: z.array(z.object({ key: EnvVarKey, value: z.string(), isSecret: z.boolean() })),
  /** Why it cannot be given; the step fails by it. */
  problem: z.string().nullable(),
});
export type CheckEnv = z.infer<typeof CheckEnv>;

/** A master key, by its name alone, and how many values are sealed under it. */
const MasterKeyView = z.object({ id: z.string(), sealsNew: z.boolean(), known: z.boolean(), values: z.int() });
/** `GET /operator/secrets`. */
export const SecretsStatus = z.object({ source: z.enum(['environment', 'file']), keys: z.array(MasterKeyView) });
export type SecretsStatus = z.infer<typeof SecretsStatus>;
/** `POST /operator/secrets/rotation`: `unreadable` values could not be opened, and keep their old key. */
export const RotationReport = SecretsStatus.extend({ addedKey: z.string().nullable(), rewrapped: z.int(), unreadable: z.int() });
export type RotationReport = z.infer<typeof RotationReport>;
