import { ActivityPage, ActivityQuery, AddBlockerBody, AttachmentQuery, AttachmentView, AttachQuery, CommentBody, CommentPage, CommentView, CreateTicketBody, DeleteTicketQuery, ExportQuery, ImportIssuesBody, ImportQuery, pageOf, PageQuery, SearchQuery, TicketCard, TicketFound, TicketGuidance, TicketGuidanceQuery, TicketImport, TicketLinks, TicketListQuery, TicketPage, UpdateCommentBody, UpdateTicketBody } from '@lime/contracts';
import { get, patch, post, remove } from '../operation.ts';

/** Tickets, what is said about them, and files of them; what takes a file is called with its `bytes`. */
export const ticketOperations = {
  listTickets: get('/tickets', { query: TicketListQuery, answer: TicketPage }),
  searchTickets: get('/search/tickets', { query: SearchQuery, answer: TicketFound }),
  createTicket: post('/projects/:id/tickets', { body: CreateTicketBody, answer: TicketCard }),
  readTicket: get('/tickets/:id', { answer: TicketCard }),
  updateTicket: patch('/tickets/:id', { body: UpdateTicketBody, answer: TicketCard }),
  deleteTicket: remove('/tickets/:id', { query: DeleteTicketQuery }),
  restoreTicket: post('/tickets/:id/restore', { answer: TicketCard }),
  readTicketLinks: get('/tickets/:id/links', { answer: TicketLinks }),
  readTicketGuidance: get('/tickets/:id/instructions', { query: TicketGuidanceQuery, answer: TicketGuidance }),
  addBlocker: post('/tickets/:id/blockers', { body: AddBlockerBody, answer: TicketLinks }),
  removeBlocker: remove('/tickets/:id/blockers/:blockerId', { answer: TicketLinks }),
  listComments: get('/tickets/:id/comments', { query: PageQuery, answer: CommentPage }),
  addComment: post('/tickets/:id/comments', { body: CommentBody, answer: CommentView }),
  readComment: get('/comments/:id', { answer: CommentView }),
  updateComment: patch('/comments/:id', { body: UpdateCommentBody, answer: CommentView }),
  deleteComment: remove('/comments/:id', {}),
  listAttachments: get('/tickets/:id/attachments', { query: PageQuery, answer: pageOf(AttachmentView) }),
  attachFile: post('/tickets/:id/attachments', { query: AttachQuery, answer: AttachmentView }),
  readAttachment: get('/attachments/:id', { query: AttachmentQuery, answer: 'bytes' }),
  deleteAttachment: remove('/attachments/:id', {}),
  readTicketActivity: get('/tickets/:id/activity', { query: ActivityQuery, answer: ActivityPage }),
  importTickets: post('/projects/:id/imports', { query: ImportQuery, answer: TicketImport }),
  importIssues: post('/projects/:id/imports/issues', { body: ImportIssuesBody, answer: TicketImport }),
  listImports: get('/projects/:id/imports', { query: PageQuery, answer: pageOf(TicketImport) }),
  readImport: get('/ticket-imports/:id', { answer: TicketImport }),
  exportTickets: get('/projects/:id/export', { query: ExportQuery, answer: 'bytes' }),
};
