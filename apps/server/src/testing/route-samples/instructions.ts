import { idOf, type RouteSamples } from './route-samples.ts';

export const instructionSamples: RouteSamples = {
  addRows: async (tx, { tenantId }, secret) => {
    const instruction = await idOf(tx.sql`INSERT INTO custom_instructions (tenant_id, scope_type, mode, content_md) VALUES (${tenantId}, 'tenant', 'any', ${secret}) RETURNING id`);
    const standard = await idOf(tx.sql`INSERT INTO default_agent_instructions (tenant_id, provider, content_md) VALUES (${tenantId}, 'any', ${secret}) RETURNING id`);
    const tools = await idOf(tx.sql`INSERT INTO default_agent_tools (tenant_id, provider, allowed_tools) VALUES (${tenantId}, 'any', '["read"]'::jsonb) RETURNING id`);
    return { 'custom-instructions': instruction, 'default-agent-instructions': standard, 'default-agent-tools': tools };
  },
  bodies: () => ({
    'POST /custom-instructions': { scopeType: 'tenant', contentMd: 'taken over', mode: 'plan' },
    'PATCH /custom-instructions/:id': { contentMd: 'taken over' },
    'POST /default-agent-instructions': { provider: 'claude', contentMd: 'taken over' },
    'PATCH /default-agent-instructions/:id': { contentMd: 'taken over' },
    'POST /default-agent-tools': { provider: 'claude', allowedTools: ['read', 'edit', 'bash', 'grep'] },
    'PATCH /default-agent-tools/:id': { allowedTools: ['read', 'grep'] },
  }),
  order: [
    'POST /custom-instructions', 'PATCH /custom-instructions/:id', 'DELETE /custom-instructions/:id',
    'POST /default-agent-instructions', 'PATCH /default-agent-instructions/:id', 'DELETE /default-agent-instructions/:id',
    'POST /default-agent-tools', 'PATCH /default-agent-tools/:id', 'DELETE /default-agent-tools/:id',
  ],
};
