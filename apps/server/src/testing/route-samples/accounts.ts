import { idOf, type RouteSamples } from './route-samples.ts';

export const accountSamples: RouteSamples = {
  addRows: async ({ sql, tenantId }, { userId }, secret) => {
    const user = await idOf(sql`INSERT INTO users (tenant_id, email, name) VALUES (${tenantId}, 'member@example.org', ${secret}) RETURNING id`);
    const role = await idOf(sql`INSERT INTO roles (tenant_id, name, about) VALUES (${tenantId}, 'reviewer', ${secret}) RETURNING id`);
    const session = await idOf(sql`INSERT INTO sessions (tenant_id, user_id, kind, token_hash, agent, expires_at) VALUES (${tenantId}, ${userId}, 'browser', ${Buffer.from('a session')}, ${secret}, now() + interval '1 day') RETURNING id`);
    const invitation = await idOf(sql`INSERT INTO invitations (tenant_id, email, token_hash, invited_by, expires_at) VALUES (${tenantId}, ${secret}, ${Buffer.from('an invitation')}, ${userId}, now() + interval '1 day') RETURNING id`);
    const key = await idOf(sql`INSERT INTO api_keys (tenant_id, user_id, name, prefix, key_hash, scopes) VALUES (${tenantId}, ${userId}, ${secret}, 'lime_key_x', ${Buffer.from('a key')}, '["read"]') RETURNING id`);
    return { users: user, roles: role, sessions: session, invitations: invitation, 'own-invitations': invitation, 'api-keys': key };
  },
  bodies: ({ roles }) => ({
    'POST /tenants': { name: 'Another' },
    'PATCH /me': { name: 'Renamed' },
    'PATCH /tenant': { name: 'Renamed' },
    'POST /users': { email: 'new@example.org' },
    'PATCH /users/:id': { name: 'taken over' },
    'POST /users/:id/roles': { roleIds: [] },
    'POST /invitations': { email: 'guest@example.org', roleIds: [String(roles)] },
    'POST /roles': { name: 'writer', permissions: ['board.write'] },
    'PATCH /roles/:id': { permissions: ['board.write'] },
    'POST /api-keys': { name: 'ci' },
    'PATCH /api-keys/:id': { name: 'taken over' },
  }),
  order: [
    'POST /auth/sign-in-links', 'PATCH /me', 'PATCH /tenant', 'POST /users', 'PATCH /users/:id', 'POST /users/:id/roles', 'POST /users/:id/sign-in-links', 'POST /invitations', 'DELETE /invitations/:id',
    'POST /roles', 'PATCH /roles/:id', 'DELETE /roles/:id', 'POST /api-keys', 'PATCH /api-keys/:id', 'DELETE /api-keys/:id', 'DELETE /sessions/:id', 'POST /sessions/revoke-others',
  ],
  // They stand in the log of another tenant.
  apart: ['POST /tenants', 'POST /own-invitations/:id/accept', 'POST /own-invitations/:id/decline'],
  open: ['POST /own-invitations/:id/accept', 'POST /own-invitations/:id/decline', 'PATCH /me', 'POST /tenants', 'POST /auth/sign-in-links', 'DELETE /sessions/:id', 'POST /sessions/revoke-others'],
};
