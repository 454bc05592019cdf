import { z } from 'zod';
import { CheckResult } from './agent-work.ts';

/** A line that a diff adds and that is likely to hold a secret. Never the secret itself. */
export const SecretFinding = z.object({
  path: z.string(),
  /** Line of the file as the diff leaves it, from 1. */
  line: z.int().positive(),
  rule: z.string(),
  /** The line around it, with the secret masked. */
  excerpt: z.string(),
});
export type SecretFinding = z.infer<typeof SecretFinding>;

/** What a diff changes, in numbers. `files` holds the first few hundred. */
export const DiffStats = z.object({
  filesChanged: z.int(),
  insertions: z.int(),
  deletions: z.int(),
  files: z.array(z.object({ path: z.string(), status: z.enum(['added', 'modified', 'deleted', 'type_changed']), binary: z.boolean(), insertions: z.int(), deletions: z.int() })),
});
export type DiffStats = z.infer<typeof DiffStats>;

/** Metadata of a `diff` artifact (`text/x-diff`). */
export const DiffMetadata = DiffStats.extend({
  /** The first of the likely secrets in the added lines, and how many there are; null when none was found. */
  secrets: z.object({ found: z.int().positive(), findings: z.array(SecretFinding) }).nullable().default(null),
});
export type DiffMetadata = z.infer<typeof DiffMetadata>;

/** Content of a `checks` artifact (`application/json`). */
export const ChecksContent = z.object({ before: z.array(CheckResult), after: z.array(CheckResult) });
export type ChecksContent = z.infer<typeof ChecksContent>;

/** Content of a `review` artifact (`application/json`): what an agent has to say about the code as it stands. */
export const ReviewContent = z.object({
  verdict: z.enum(['approve', 'request_changes']),
  summary: z.string(),
  /** `line` counts from 1 in the reviewed commit; `suggestion` is what would stand there instead, if the reviewer knows. */
  comments: z.array(z.object({ path: z.string(), line: z.int().positive(), lines: z.int().nonnegative(), text: z.string(), suggestion: z.string().nullable() })),
  /** How many comments were left out because there are too many. */
  omitted: z.int().nonnegative(),
});
export type ReviewContent = z.infer<typeof ReviewContent>;

/** Content of a `plan` artifact (`application/json`): what would change, cut into tickets. */
export const PlanContent = z.object({
  summary: z.string(),
  files: z.array(z.object({ path: z.string(), status: z.string(), insertions: z.int(), deletions: z.int() })),
  /** `dependsOn`: tickets before it in the list, counted from 1, that have to be done first. */
  tickets: z.array(z.object({ title: z.string(), description: z.string(), paths: z.array(z.string()), dependsOn: z.array(z.int().positive()).default([]) })),
});
export type PlanContent = z.infer<typeof PlanContent>;
