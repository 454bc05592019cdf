import { idOf, type RouteSamples } from './route-samples.ts';

export const hookSamples: RouteSamples = {
  addRows: async (tx, { tenantId }, secret) => {
    const hook = await idOf(tx.sql`INSERT INTO hooks (tenant_id, name, event_type, runtime, code) VALUES (${tenantId}, ${secret}, 'ticket_moved', 'quickjs', ${`// ${secret}`}) RETURNING id`);
    await tx.sql`INSERT INTO hook_runs (tenant_id, hook_id, event_type, occurrence, context, log) VALUES (${tenantId}, ${hook}, 'ticket_moved', 'x', ${{ event: 'ticket_moved', tenantId: String(tenantId), projectId: null, userId: null, ticketId: null, runId: null, payload: {} }}::jsonb, ${secret})`;
    return { hooks: hook };
  },
  bodies: () => ({
    'POST /hooks': { name: 'n', eventType: 'gate_decided', code: '1' },
    'PATCH /hooks/:id': { code: '"taken over"' },
    'POST /hooks/test': { eventType: 'gate_decided', code: '1' },
    'POST /hooks/:id/test': {},
  }),
  order: ['POST /hooks', 'PATCH /hooks/:id', 'POST /hooks/test', 'POST /hooks/:id/test', 'DELETE /hooks/:id'],
};
