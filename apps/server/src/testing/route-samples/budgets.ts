import { idOf, type RouteSamples } from './route-samples.ts';

export const budgetSamples: RouteSamples = {
  addRows: async (tx, { tenantId, projectId }) => ({ 'project-budgets': await idOf(tx.sql`INSERT INTO project_budgets (tenant_id, project_id, period, limit_cents, provider) VALUES (${tenantId}, ${projectId}, 'monthly', 100, 'claude') RETURNING id`) }),
  bodies: (ids) => ({
    'POST /project-budgets': { projectId: String(ids['projects']), period: 'weekly', limitCents: 100 },
    'PATCH /project-budgets/:id': { limitCents: 1 },
  }),
  order: ['POST /project-budgets', 'PATCH /project-budgets/:id', 'DELETE /project-budgets/:id'],
};
