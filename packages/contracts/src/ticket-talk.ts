import { z } from 'zod';
import { Id, JsonObject, pageOf, Timestamp } from './ids.ts';

const BodyMd = z.string().trim().min(1, 'say something').max(20_000).meta({ description: 'Markdown' });

export const CommentBody = z.strictObject({ bodyMd: BodyMd });
export const UpdateCommentBody = z.strictObject({ bodyMd: BodyMd, version: z.int().optional() });

/** Who said it: a member, an agent of ours, the platform itself, or somebody at the forge of the ticket's pull request. */
export const CommentAuthor = z.enum(['user', 'agent', 'system', 'forge']);
export type CommentAuthor = z.infer<typeof CommentAuthor>;

export const CommentView = z.object({
  id: Id, ticketId: Id,
  author: z.object({ kind: CommentAuthor, userId: Id.nullable().meta({ description: 'Null for all but members' }), name: z.string() }),
  bodyMd: z.string(),
  /** The run that it tells of, and where at the forge it was said. */
  runId: Id.nullable(), url: z.string().nullable(),
  version: z.int(), createdAt: Timestamp, updatedAt: Timestamp,
});
export type CommentView = z.infer<typeof CommentView>;
export const CommentPage = pageOf(CommentView);

/** The most that an attachment may hold: 25 MB. */
export const maxAttachmentBytes = 25_000_000;

/** `mime`: what its bytes are: an image that a browser may show, `text/plain` for UTF-8, or `application/octet-stream`. */
export const AttachmentView = z.object({ id: Id, ticketId: Id, name: z.string(), mime: z.string(), size: z.int(), sha256: z.string(), createdBy: Id, createdAt: Timestamp });
export type AttachmentView = z.infer<typeof AttachmentView>;

const happened = { at: Timestamp, actor: z.object({ userId: Id.nullable(), name: z.string() }) };

/** What became of a ticket and what was said about it, newest first. */
export const ActivityItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('comment'), ...happened, comment: CommentView }),
  z.object({ kind: z.literal('change'), ...happened, action: z.string(), payload: JsonObject }),
]);
export type ActivityItem = z.infer<typeof ActivityItem>;
export const ActivityPage = pageOf(ActivityItem);
export const ActivityQuery = z.object({ cursor: z.string().max(300).optional(), limit: z.int().min(1).max(200).default(50) });

export const AttachQuery = z.object({ name: z.string().max(500).default('file') });
export const AttachmentQuery = z.object({ inline: z.boolean().optional().meta({ description: 'An image as an image' }) });
