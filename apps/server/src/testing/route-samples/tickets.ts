import { idOf, type RouteSamples } from './route-samples.ts';

export const ticketSamples: RouteSamples = {
  addRows: async (tx, { tenantId, userId, projectId }, secret) => {
    const [first]: { id: bigint }[] = await tx.sql`SELECT id FROM boards WHERE project_id = ${projectId}`;
    const board = await idOf(tx.sql`INSERT INTO boards (tenant_id, project_id, name, columns) VALUES (${tenantId}, ${projectId}, ${secret}, ${[{ key: 'a', title: secret }]}::jsonb) RETURNING id`);
    const add = (number: number) => idOf(tx.sql`INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, created_by) VALUES (${tenantId}, ${projectId}, ${first?.id}, ${number}, 'todo', ${`a${number - 1000}`}, ${secret}, ${userId}) RETURNING id`);
    const [ticket, other] = [await add(1000), await add(1001)];
    await tx.sql`INSERT INTO ticket_dependencies (tenant_id, blocked_id, blocker_id) VALUES (${tenantId}, ${other}, ${ticket})`;
    const label = await idOf(tx.sql`INSERT INTO labels (tenant_id, name, color) VALUES (${tenantId}, ${secret}, '#000000') RETURNING id`);
    await tx.sql`INSERT INTO ticket_labels (tenant_id, ticket_id, label_id) VALUES (${tenantId}, ${ticket}, ${label})`;
    const comment = await idOf(tx.sql`INSERT INTO ticket_comments (tenant_id, ticket_id, author_user_id, body_md) VALUES (${tenantId}, ${ticket}, ${userId}, ${secret}) RETURNING id`);
    const attachment = await idOf(tx.sql`INSERT INTO ticket_attachments (tenant_id, ticket_id, name, mime, size, sha256, created_by) VALUES (${tenantId}, ${ticket}, ${secret}, 'image/png', 1, ${'0'.repeat(64)}, ${userId}) RETURNING id`);
    const [imported]: { id: bigint }[] = await tx.sql`INSERT INTO ticket_imports (tenant_id, project_id, created_by, sha256, status, errors, ended_at) VALUES (${tenantId}, ${projectId}, ${userId}, ${'0'.repeat(64)}, 'failed', ${[{ line: 1, message: secret }]}::jsonb, now()) RETURNING id`;
    return { projects: projectId, tickets: ticket, 'other-tickets': other, boards: board, labels: label, comments: comment, attachments: attachment, 'ticket-imports': imported?.id ?? 0n };
  },
  bodies: (ids) => ({
    'POST /projects': { name: 'N', key: 'NEW' },
    'PATCH /projects/:id': { name: 'taken over' },
    'POST /projects/:id/tickets': { title: 'T' },
    'PATCH /tickets/:id': { version: 1, title: 'taken over' },
    'POST /tickets/:id/blockers': { ticketId: String(ids['other-tickets']) },
    'POST /tickets/:id/comments': { bodyMd: 'C' },
    'PATCH /comments/:id': { bodyMd: 'taken over' },
    'POST /tickets/:id/attachments': {},
    'POST /projects/:id/imports': {},
    'POST /projects/:id/imports/issues': { repositoryId: '1' },
    'POST /boards': { projectId: String(ids['projects']), name: 'Another' },
    'PATCH /boards/:id': { name: 'taken over' },
    'POST /labels': { name: 'bug' },
    'PATCH /labels/:id': { name: 'taken over' },
  }),
  order: [
    'POST /projects', 'PATCH /projects/:id', 'POST /projects/:id/archive', 'POST /projects/:id/unarchive', 'POST /projects/:id/tickets', 'PATCH /tickets/:id',
    'POST /tickets/:id/comments', 'PATCH /comments/:id', 'DELETE /comments/:id', 'POST /tickets/:id/attachments', 'DELETE /attachments/:id', 'POST /projects/:id/imports',
    'POST /boards', 'PATCH /boards/:id', 'DELETE /boards/:id', 'POST /labels', 'PATCH /labels/:id', 'DELETE /labels/:id',
  ],
  last: ['DELETE /tickets/:id', 'POST /tickets/:id/restore'],
  // Tickets that wait for one another, and projects that go for good, are tried in tickets.test.ts.
  apart: ['POST /agent-runs', 'POST /agent-runs/attempts', 'POST /tickets/:id/blockers', 'DELETE /tickets/:id/blockers/:blockerId', 'DELETE /projects/:id', 'POST /projects/:id/imports/issues'],
};
