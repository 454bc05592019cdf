import { idOf, type RouteSamples } from './route-samples.ts';

export const vaultSamples: RouteSamples = {
  addRows: async (tx, { tenantId }, secret, ids) => {
    const set = await idOf(tx.sql`INSERT INTO env_var_sets (tenant_id, scope_type, scope_id, name) VALUES (${tenantId}, 'project', ${ids['projects']}, ${secret}) RETURNING id`);
    await tx.sql`INSERT INTO env_vars (tenant_id, set_id, key, value_enc) VALUES (${tenantId}, ${set}, 'API_KEY', ${Buffer.from(secret)})`;
    return { 'env-var-sets': set };
  },
  bodies: (ids) => ({
    'POST /env-var-sets': { scopeId: String(ids['projects']), name: 'n' },
    'PATCH /env-var-sets/:id': { name: 'taken over' },
    'POST /env-var-sets/:id/vars': { key: 'API_KEY', value: 'taken over' },
    'PATCH /env-var-sets/:id/vars/:key': { value: 'taken over' },
  }),
  order: [
    'POST /env-var-sets', 'PATCH /env-var-sets/:id', 'POST /env-var-sets/:id/vars', 'PATCH /env-var-sets/:id/vars/:key', 'DELETE /env-var-sets/:id/vars/:key', 'DELETE /env-var-sets/:id',
  ],
};
