import { z } from 'zod';
import { Id, PageQuery, Sha256, Timestamp } from './ids.ts';

/** A change that a run proposes to one repository. Its content is the artifact of the same id, which people decide about. */
export const CodeDiffView = z.object({
  id: Id,
  runId: Id,
  projectId: Id.nullable(),
  ticketId: Id.nullable(),
  /** Null: it is none of the organisation's own, but at a plain address. */
  repositoryId: Id.nullable(),
  /** Its full name, or the address. */
  repository: z.string().nullable(),
  /** The branch that it belongs into, and the commit that it was made on. */
  baseRef: z.string().nullable(),
  baseSha: z.string().nullable(),
  /** Where it was pushed; null while nobody has approved it. */
  headRef: z.string().nullable(),
  headSha: z.string().nullable(),
  /** What the agent says about it. */
  summary: z.string().nullable(),
  stats: z.object({ filesChanged: z.int(), insertions: z.int(), deletions: z.int() }),
  size: z.int().nonnegative(),
  sha256: Sha256,
  createdAt: Timestamp,
});
export type CodeDiffView = z.infer<typeof CodeDiffView>;

/** `truncated`: the rest of it is to be had by `GET /artifacts/:id/content`. */
export const CodeDiffDetail = CodeDiffView.extend({ /** Null: it is gone from the store. */ unifiedDiff: z.string().nullable(), truncated: z.boolean() });
export type CodeDiffDetail = z.infer<typeof CodeDiffDetail>;

/** `GET /code-diffs`. */
export const CodeDiffQuery = PageQuery.extend({ repositoryId: Id.optional(), runId: Id.optional(), ticketId: Id.optional(), projectId: Id.optional() });
