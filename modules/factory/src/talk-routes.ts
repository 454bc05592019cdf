import { z } from 'zod';
import { ActivityPage, ActivityQuery, AttachmentQuery, AttachmentView, AttachQuery, CommentBody, CommentPage, CommentView, pageOf, PageQuery, UpdateCommentBody } from '@lime/contracts';
import { notFound, parseJson, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { comparedVersionIn, created, idParam, intQuery, invalidQuery, noContent, ok, pageQuery, parseQuery, readRoute, readRouteOutside, route, type Route, routeWithBody, routeWithBytes, toPage, versionIn } from '@lime/http';
import { announceTickets } from './announce.ts';
import { attachFile, detachFile } from './commands/attach-file.ts';
import { addComment, deleteComment, updateComment } from './commands/write-comments.ts';
import type { FactoryContext } from './context.ts';
import { readAttachmentContent } from './queries/attachment-content.ts';
import { readActivity } from './queries/read-activity.ts';
import { readAttachments, toAttachment } from './sql/attachments.ts';
import { readComment, readComments, toComment } from './sql/comments.ts';
import { readTicketRow } from './sql/tickets.ts';

const permission = 'board.write';
const ActivityCursor = z.tuple([z.string().regex(/^[\d :.+-]{10,40}$/), z.string().regex(/^[ac]\d{19}$/)]);

/** What is said about a ticket, the files that belong to it, and all that has become of it. */
export function talkRoutes(ctx: FactoryContext): Route[] {
  const ticketOf = async (tx: TenantRead, params: Record<string, string>) => (await readTicketRow(tx, idParam(params, 'id', 'ticket'))) ?? refuse(notFound('ticket'));
  return [
    readRoute({
      path: '/tickets/:id/comments', permission: null, summary: 'List the comments on a ticket, oldest first', answer: CommentPage, query: PageQuery,
      handle: async ({ tx, params, query }) => {
        const page = pageQuery(query);
        return ok(toPage(await readComments(tx, (await ticketOf(tx, params)).id, page), page, toComment));
      },
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/tickets/:id/comments', permission, body: CommentBody, summary: 'Say something about a ticket', answer: CommentView,
      handle: async ({ tx, person, params, body }) => {
        const comment = await addComment(tx, person, idParam(params, 'id', 'ticket'), body.bodyMd);
        announceTickets(ctx, tx, comment.project_id, comment.ticket_id);
        return created(toComment(comment));
      },
    }),
    readRoute({ path: '/comments/:id', permission: null, summary: 'Read a comment', answer: CommentView, handle: async ({ tx, params }) => ok(toComment((await readComment(tx, idParam(params, 'id', 'comment'))) ?? refuse(notFound('comment')))) }),
    routeWithBody({
      method: 'PATCH', path: '/comments/:id', permission, version: comparedVersionIn('ticket_comments', 'comment'), body: UpdateCommentBody, summary: 'Change a comment of your own', answer: CommentView,
      handle: async ({ tx, person, params, read, body }) => {
        const comment = await updateComment(tx, person, idParam(params, 'id', 'comment'), body.bodyMd, read);
        announceTickets(ctx, tx, comment.project_id, comment.ticket_id);
        return ok(toComment(comment));
      },
    }),
    route({
      method: 'DELETE', path: '/comments/:id', permission, version: versionIn('ticket_comments', 'comment'), summary: 'Delete a comment', answer: null,
      handle: async ({ tx, person, params }) => {
        const comment = await deleteComment(tx, person, idParam(params, 'id', 'comment'));
        announceTickets(ctx, tx, comment.project_id, comment.ticket_id);
        return noContent;
      },
    }),
    readRoute({
      path: '/tickets/:id/attachments', permission: null, summary: 'List the files of a ticket', answer: pageOf(AttachmentView), query: PageQuery,
      handle: async ({ tx, params, query }) => ok(toPage(await readAttachments(tx, (await ticketOf(tx, params)).id, pageQuery(query)), pageQuery(query), toAttachment)),
    }),
    routeWithBytes({
      method: 'POST', statuses: [201], path: '/tickets/:id/attachments', permission, summary: 'Attach a file of at most 25 MB to a ticket', answer: AttachmentView, query: AttachQuery,
      handle: async ({ person, params, query, bytes }) => created(toAttachment(await attachFile(ctx, person, idParam(params, 'id', 'ticket'), parseQuery(AttachQuery, query).name, bytes))),
    }),
    readRouteOutside({
      path: '/attachments/:id', permission: null, summary: 'Download an attached file', answer: { media: ['application/octet-stream', 'image/*'] }, query: AttachmentQuery,
      handle: async ({ person, params, query }) => ({ raw: await readAttachmentContent(ctx, person.tenantId, idParam(params, 'id', 'attachment'), parseQuery(AttachmentQuery, query).inline ?? false) }),
    }),
    route({
      method: 'DELETE', path: '/attachments/:id', permission, summary: 'Delete an attached file', answer: null,
      handle: async ({ tx, person, params }) => {
        const file = await detachFile(ctx.runs, tx, person, idParam(params, 'id', 'attachment'));
        announceTickets(ctx, tx, file.project_id, file.ticket_id);
        return noContent;
      },
    }),
    readRoute({
      path: '/tickets/:id/activity', permission: null, summary: 'Read what became of a ticket and what was said, newest first', answer: ActivityPage, query: ActivityQuery,
      handle: async ({ tx, params, query }) => {
        const { id } = await ticketOf(tx, params);
        return ok(await readActivity(tx, id, cursorOf(query.get('cursor')), intQuery(query, 'limit', { min: 1, max: 200, otherwise: 50 })));
      },
    }),
  ];
}

function cursorOf(text: string | null): { at: string; key: string } | null {
  if (text === null || text === '') return null;
  const cursor = ActivityCursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!cursor.success || Number.isNaN(Date.parse(cursor.data[0]))) refuse(invalidQuery('cursor', 'is not one that a page has given'));
  return { at: cursor.data[0], key: cursor.data[1] };
}
