import { z } from 'zod';
import { Provider } from './agent-work.ts';
import { Cents, Id, Timestamp } from './ids.ts';

/**
 * What a tenant keeps of its agents' talk with models: `none` beside the charge, the numbers of each
 * call (`usage`), or also what was asked and answered, with secrets masked (`full`).
 */
export const ModelRetention = z.enum(['none', 'usage', 'full']);
export type ModelRetention = z.infer<typeof ModelRetention>;

/** `keepDays`: after so many days the rows of calls go, with what was kept of their talk; what they cost stays. Left out, it stays as it is (90 at first). */
export const ModelSettings = z.strictObject({ retention: ModelRetention, keepDays: z.int().min(1).max(3650).optional() });
export type ModelSettings = z.infer<typeof ModelSettings>;

/** A model that agents of a provider can have. `inputPrice` and `outputPrice`: US dollars per million tokens. */
export const ModelChoice = z.object({ name: z.string(), inputPrice: z.number(), outputPrice: z.number() });
export type ModelChoice = z.infer<typeof ModelChoice>;

/**
 * Whether agents of a provider can have a model. `model`: the one that they get when nobody names another, null where
 * they choose; `missing`: what to do to have one; `choices`: all that can be had; `defaultMaxCostCents`: the most that
 * a run may cost when nobody says.
 */
export const ModelAvailability = z.object({ provider: Provider, model: z.string().nullable(), missing: z.string().nullable(), choices: z.array(ModelChoice).default([]), defaultMaxCostCents: Cents.optional() });
export type ModelAvailability = z.infer<typeof ModelAvailability>;

/** One call of a model by a run's agent. `costMicros`: millionths of a dollar; null while it is open. */
export const ModelCallView = z.object({
  id: Id,
  stepId: Id,
  protocol: z.string(),
  model: z.string(),
  upstream: z.string().nullable(),
  status: z.enum(['open', 'answered', 'cut', 'failed', 'lost']),
  costMicros: z.int().nullable(),
  heldMicros: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cacheReadTokens: z.int(),
  cacheWriteTokens: z.int(),
  /** The upstream has not told what was used: the tokens are an estimate. */
  estimated: z.boolean(),
  attempts: z.int(),
  failure: z.string().nullable(),
  /** Whether `GET /model-calls/:id/content?part=request` (or `answer`) has something. */
  kept: z.object({ request: z.boolean(), answer: z.boolean() }),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
});
export type ModelCallView = z.infer<typeof ModelCallView>;
