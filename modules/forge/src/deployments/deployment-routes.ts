import { DeployBody, DeploymentQuery, DeploymentView, deploymentTargets, pageOf, RollbackBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { entityRoutes } from '@lime/entities';
import { idParam, idQuery, ok, pageQuery, parseQuery, readRoute, type Route, routeWithBody, toPage } from '@lime/http';
import type { MergeDeps } from '../commands/merge-pull-request.ts';
import { readDeployment, readDeployments, toDeploymentView } from '../sql/deployments.ts';
import { checkTarget } from './check-target.ts';
import { refuseInProgress, rollBack, startDeployment } from './start-deployment.ts';

/** Deployment targets, deploying to them, and what became of it. */
export function deploymentRoutes(starting: MergeDeps): Route[] {
  const targetOf = (params: Record<string, string>) => idParam(params, 'id', 'deployment target');
  const view = async (tx: TenantRead, id: bigint) => toDeploymentView((await readDeployment(tx, id)) ?? refuse(notFound('deployment')));
  return [
    ...entityRoutes(deploymentTargets, { table: 'deployment_targets', permission: 'project.manage', check: (_, __, row) => checkTarget(row), changed: (tx, { id, archived_at: away, name }) => (away ? refuseInProgress(tx, { id, name: String(name) }) : undefined) }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/deployment-targets/:id/deployments', permission: 'deploy.run', body: DeployBody, summary: 'Deploy to a target, once it is approved', answer: DeploymentView,
      handle: async ({ tx, person, params, body }) => ({ status: 202, body: await view(tx, await startDeployment(starting, tx, person, targetOf(params), body)) }),
    }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/deployment-targets/:id/rollback', permission: 'deploy.run', body: RollbackBody, summary: 'Deploy what was deployed before, once it is approved', answer: DeploymentView,
      handle: async ({ tx, person, params, body }) => ({ status: 202, body: await view(tx, await rollBack(starting, tx, person, targetOf(params), body)) }),
    }),
    readRoute({
      path: '/deployments', permission: null, query: DeploymentQuery, summary: 'List deployments, the newest first', answer: pageOf(DeploymentView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const { status = null, sha = null } = parseQuery(DeploymentQuery, query);
        return ok(toPage(await readDeployments(tx, { page, status, sha, targetId: idQuery(query, 'targetId'), projectId: idQuery(query, 'projectId') }), page, toDeploymentView));
      },
    }),
    readRoute({ path: '/deployments/:id', permission: null, summary: 'Read a deployment', answer: DeploymentView, handle: async ({ tx, params }) => ok(await view(tx, idParam(params, 'id', 'deployment'))) }),
  ];
}
