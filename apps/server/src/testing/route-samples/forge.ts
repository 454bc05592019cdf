import { idOf, type RouteSamples } from './route-samples.ts';

export const forgeSamples: RouteSamples = {
  addRows: async (tx, { tenantId, projectId }, secret, ids) => {
    const connector = await idOf(tx.sql`
      INSERT INTO connectors (tenant_id, provider, auth_type, name, url, access_token_enc, account) VALUES (${tenantId}, 'github', 'token', ${secret}, 'https://github.example', ${Buffer.from(`sealed: ${secret}`)}, ${secret}) RETURNING id`);
    const repository = await idOf(tx.sql`
      INSERT INTO repositories (tenant_id, connector_id, provider, owner, name, full_name, clone_url, default_branch) VALUES (${tenantId}, ${connector}, 'github', 'o', ${secret}, ${secret}, 'https://github.example/o/r.git', 'main') RETURNING id`);
    await tx.sql`INSERT INTO project_repositories (tenant_id, project_id, repository_id, is_default) VALUES (${tenantId}, ${projectId}, ${repository}, true)`;
    const pull = await idOf(tx.sql`
      INSERT INTO pull_requests (tenant_id, repository_id, project_id, ticket_id, run_id, number, title, url, head_ref, head_sha, base_ref)
      VALUES (${tenantId}, ${repository}, ${projectId}, ${ids['tickets']}, ${ids['agent-runs']}, 1, ${secret}, 'https://github.example/o/r/pull/1', 'b', ${'a'.repeat(40)}, 'main') RETURNING id`);
    await tx.sql`INSERT INTO pull_request_feedback (tenant_id, pull_request_id, kind, dedupe_key, author, body) VALUES (${tenantId}, ${pull}, 'review', 'k', ${secret}, ${secret})`;
    return { connectors: connector, repositories: repository, 'pull-requests': pull };
  },
  bodies: (ids) => ({
    'PATCH /connectors/:id': { name: 'taken over' },
    'PATCH /repositories/:id': { isEnabled: true },
    'POST /projects/:id/repositories': { repositoryId: String(ids['repositories']) },
    'POST /pull-requests/:id/merge': { method: 'squash' },
  }),
  order: ['PATCH /connectors/:id', 'POST /connectors/:id/check', 'PATCH /repositories/:id', 'POST /projects/:id/repositories', 'POST /pull-requests/:id/merge'],
  last: ['DELETE /repositories/:id', 'POST /repositories/:id/restore', 'DELETE /connectors/:id'],
  // What asks a forge is tried in connectors.test.ts and pull-requests.test.ts.
  apart: ['POST /connectors', 'POST /connectors/github/oauth', 'POST /repositories', 'POST /repositories/:id/webhooks', 'POST /repositories/:id/refresh', 'POST /pull-requests/:id/refresh', 'DELETE /projects/:id/repositories/:repositoryId'],
};
