import { idOf, type RouteSamples } from './route-samples.ts';

export const deploymentSamples: RouteSamples = {
  addRows: async ({ sql, tenantId }, { projectId, userId }, secret, ids) => {
    const pipeline = await idOf(sql`INSERT INTO build_pipelines (tenant_id, project_id, repository_id, provider, name, config) VALUES (${tenantId}, ${projectId}, ${ids['repositories']}, 'github_actions', ${secret}, ${{ workflow: 'ci.yml', ref: null, inputs: { secret } }}::jsonb) RETURNING id`);
    const run = await idOf(sql`
      INSERT INTO pipeline_runs (tenant_id, pipeline_id, repository_id, external_run_id, status, conclusion, url, head_sha, head_ref, provider_updated_at)
      VALUES (${tenantId}, ${pipeline}, ${ids['repositories']}, '1', 'completed', ${secret}, ${secret}, ${'a'.repeat(40)}, ${secret}, now()) RETURNING id`);
    const config = { provider: 'k8s', context: null, namespace: 'default', manifest: secret };
    const target = await idOf(sql`INSERT INTO deployment_targets (tenant_id, project_id, name, config, gate) VALUES (${tenantId}, ${projectId}, ${secret}, ${config}::jsonb, ${{ approvals: 1, roles: [], authorMayApprove: true }}::jsonb) RETURNING id`);
    const ended = await idOf(sql`INSERT INTO runs (tenant_id, project_id, workflow, title, spec, input, status, ended_at) VALUES (${tenantId}, ${projectId}, 'forge.deploy.v1', ${secret}, ${{ key: 'w', title: 'W', steps: [] }}::jsonb, '{}'::jsonb, 'succeeded', now()) RETURNING id`);
    const deployment = await idOf(sql`
      INSERT INTO deployments (tenant_id, target_id, target, project_id, provider, run_id, sha, ref, note, requested_by) VALUES (${tenantId}, ${target}, ${secret}, ${projectId}, 'k8s', ${ended}, ${'a'.repeat(40)}, 'main', ${secret}, ${userId}) RETURNING id`);
    return { 'build-pipelines': pipeline, 'pipeline-runs': run, 'deployment-targets': target, deployments: deployment };
  },
  bodies: (ids) => ({
    'POST /build-pipelines': { repositoryId: String(ids['repositories']), provider: 'github_actions', name: 'n' },
    'PATCH /build-pipelines/:id': { name: 'taken over' },
    'POST /build-pipelines/:id/runs': { ref: 'main' },
    'POST /pipeline-runs/:id/rerun': { only: 'all' },
    'POST /deployment-targets': { projectId: String(ids['projects']), name: 'n', config: { provider: 'k8s', manifest: 'kind: Pod' } },
    'PATCH /deployment-targets/:id': { name: 'taken over' },
    'POST /deployment-targets/:id/deployments': { sha: 'b'.repeat(40) },
    'POST /deployment-targets/:id/rollback': { note: '' },
  }),
  order: ['POST /build-pipelines', 'PATCH /build-pipelines/:id', 'POST /deployment-targets', 'PATCH /deployment-targets/:id', 'DELETE /deployment-targets/:id', 'POST /deployment-targets/:id/restore', 'DELETE /build-pipelines/:id', 'POST /build-pipelines/:id/restore'],
  // Starting a run leaves a line of its own besides; what asks a forge is tried in pipelines.test.ts and deployments.test.ts.
  apart: ['POST /build-pipelines/:id/runs', 'POST /build-pipelines/:id/refresh', 'POST /pipeline-runs/:id/rerun', 'POST /deployment-targets/:id/deployments', 'POST /deployment-targets/:id/rollback'],
};
