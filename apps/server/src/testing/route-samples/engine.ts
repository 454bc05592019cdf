import { idOf, type RouteSamples } from './route-samples.ts';

export const engineSamples: RouteSamples = {
  addRows: async (tx, { tenantId }, secret, ids) => {
    const run = await idOf(tx.sql`INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status, waiting_on, last_seq) VALUES (${tenantId}, ${ids['projects']}, ${ids['tickets']}, 'w', ${secret}, ${{ key: 'w', title: 'W', steps: [] }}::jsonb, '{}'::jsonb, 'waiting', 'gate', 1) RETURNING id`);
    const step = await idOf(tx.sql`INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${tenantId}, ${run}, 's', ${secret}, 'gate', 0, 'waiting') RETURNING id`);
    await tx.sql`INSERT INTO run_events (tenant_id, run_id, seq, body) VALUES (${tenantId}, ${run}, 1, ${{ type: 'log', text: secret }}::jsonb)`;
    const artifact = await idOf(tx.sql`INSERT INTO artifacts (tenant_id, run_id, step_id, kind, name, mime, size, sha256) VALUES (${tenantId}, ${run}, ${step}, 'diff', ${secret}, 'text/x-diff', 1, ${'0'.repeat(64)}) RETURNING id`);
    const gate = await idOf(tx.sql`INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, expires_at) VALUES (${tenantId}, ${run}, ${step}, ${artifact}, ${'0'.repeat(64)}, ${secret}, ${{ approvals: 1, roles: [], authorMayApprove: true }}::jsonb, now() + interval '1 day') RETURNING id`);
    const effect = await idOf(tx.sql`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status) VALUES (${tenantId}, ${run}, ${step}, ${secret}, 'k', '{}'::jsonb, 'unknown') RETURNING id`);
    const call = await idOf(tx.sql`INSERT INTO model_calls (tenant_id, run_id, payer_run_id, step_id, protocol, model, held_micros, request_sha256) VALUES (${tenantId}, ${run}, ${run}, ${step}, 'anthropic', ${secret}, 0, ${'0'.repeat(64)}) RETURNING id`);
    const token = await idOf(tx.sql`INSERT INTO runner_tokens (tenant_id, name, token_hash) VALUES (${tenantId}, ${secret}, ${Buffer.from('hash')}) RETURNING id`);
    await tx.sql`INSERT INTO runners (tenant_id, token_id, name, providers, capacity, recipes) VALUES (${tenantId}, ${token}, ${secret}, '["recipe"]'::jsonb, 1, ${[{ name: secret, title: secret, description: '' }]}::jsonb)`;
    return { 'agent-runs': run, artifacts: artifact, 'code-diffs': artifact, gates: gate, effects: effect, 'model-calls': call, 'runner-tokens': token };
  },
  bodies: () => ({
    'POST /runner-tokens': { name: 'n' },
    'PUT /model-settings': { retention: 'full' },
    'PUT /concurrency-limits': { scope: 'tenant', max: 5 },
    'POST /agent-runs/:id/messages': { text: 'hello' },
    'POST /agent-runs/:id/redo': { note: '' },
    'POST /gates/:id/decision': { decision: 'approve', sha256: '0'.repeat(64) },
    'POST /effects/:id/resolve': { outcome: 'applied', note: 'n' },
  }),
  order: [
    'POST /runner-tokens', 'DELETE /runner-tokens/:id', 'PUT /concurrency-limits', 'PUT /model-settings',
    'POST /agent-runs/:id/messages', 'POST /effects/:id/resolve', 'POST /gates/:id/decision', 'POST /agent-runs/:id/cancel',
  ],
  apart: ['POST /agent-runs/:id/redo'],
};
