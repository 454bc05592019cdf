import { runBeforeHooks } from '@lime/hooks';
import type { Tool } from '@lime/runs';
import { findByRun } from '../sql/deployments.ts';
import { failed } from '../tools/failures.ts';
import type { DeployDeps } from './deploy-deps.ts';
import { deployHappening } from './deploy-happening.ts';

/** Asks the `before_deploy` hooks, any of which may refuse; people are not asked about what a hook refuses. */
export function askHooksTool({ forge, hooks }: DeployDeps): Tool {
  return async ({ tenantId, runId, signal }) => {
    const deployment = await forge.db.read(tenantId, (tx) => findByRun(tx, runId));
    if (!deployment) return failed({ code: 'target_missing', message: 'The deployment target is not there any more.' }, false);
    const verdict = await runBeforeHooks(hooks, tenantId, deployHappening(tenantId, deployment, 'before_deploy'), signal);
    if (verdict.kind === 'denied') return failed({ code: 'hook_denied', message: `The hook "${verdict.hookName}" refused this deployment: ${verdict.reason}` }, false);
    return { kind: 'done', output: {} };
  };
}
