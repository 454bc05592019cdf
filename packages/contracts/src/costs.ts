import { z } from 'zod';
import { Cents, Timestamp } from './ids.ts';

export const CostGroup = z.enum(['run', 'ticket', 'model', 'project', 'day', 'provider']);
export type CostGroup = z.infer<typeof CostGroup>;

/** What one run, ticket, model, project, day (UTC) or provider has cost. */
export const CostRow = z.object({
  /** An id, a model's or provider's name, or `2026-01-31`; null: not on record. */
  key: z.string().nullable(),
  label: z.string(),
  /** Rounded up to the cent. */
  costCents: Cents,
  /** Millionths of a dollar. */
  costMicros: z.int().nonnegative(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** Answers of models, or whatever else was charged. */
  records: z.int().nonnegative(),
});
export type CostRow = z.infer<typeof CostRow>;

/** `GET /costs?by&from&to&cursor&limit`: the dearest first, days newest first; `total` is of all pages. */
export const CostPage = z.object({ by: CostGroup, from: Timestamp, to: Timestamp, items: z.array(CostRow), next: z.string().nullable(), total: CostRow.omit({ key: true, label: true }), accepted: z.object({
  /** Changes that people approved and that reached the repository in this time. */
  changes: z.int().nonnegative(),
  /** What all runs of their tickets have cost, whenever that was. */
  costCents: Cents,
  /** Null while no change was accepted. */
  perChangeCents: Cents.nullable(),
}) });
export type CostPage = z.infer<typeof CostPage>;
