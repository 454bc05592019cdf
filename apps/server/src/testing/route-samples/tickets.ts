import { idOf, type RouteSamples } from './route-samples.ts';

export const ticketSamples: RouteSamples = {
  addRows: async (tx, { tenantId, userId, projectId }, secret) => {
    const [board]: { id: bigint }[] = await tx.sql`SELECT id FROM boards WHERE project_id = ${projectId}`;
    const ticket = await idOf(tx.sql`INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, created_by) VALUES (${tenantId}, ${projectId}, ${board?.id}, 1000, 'todo', 'a0', ${secret}, ${userId}) RETURNING id`);
    return { projects: projectId, tickets: ticket };
  },
  bodies: () => ({
    'POST /projects': { name: 'N', key: 'NEW' },
    'PATCH /projects/:id': { name: 'taken over' },
    'POST /projects/:id/tickets': { title: 'T' },
    'PATCH /tickets/:id': { version: 1, title: 'taken over' },
    'PUT /projects/:id/budgets': { period: 'daily', limitCents: 1 },
  }),
  order: [
    'POST /projects', 'PATCH /projects/:id', 'PUT /projects/:id/budgets', 'POST /projects/:id/tickets', 'PATCH /tickets/:id',
  ],
  last: ['DELETE /tickets/:id'],
  apart: ['POST /agent-runs', 'POST /agent-runs/attempts'],
};
