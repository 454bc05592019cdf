import type { HookContext, HookEvent, JsonObject } from '@lime/contracts';
import type { DeploymentRow } from '../sql/deployments.ts';

/** What hooks are told of a deployment: once before it, and afterwards once for each state that it came to, for what nobody could tell may turn out. */
export function deployHappening(tenantId: bigint, row: DeploymentRow, event: Extract<HookEvent, 'before_deploy' | 'after_deploy'>, more: JsonObject = {}): { occurrence: string; context: HookContext } {
  const { id, project_id, requested_by, run_id, target, provider, sha, ref, note, rollback_to } = row;
  const payload = { deploymentId: String(id), target, provider, commit: sha, ref, note, rollback: rollback_to !== null, ...more };
  const state = event === 'after_deploy' ? `:${row.status}` : '';
  return { occurrence: `deployment:${id}${state}`, context: { event, tenantId: String(tenantId), projectId: String(project_id), userId: requested_by === null ? null : String(requested_by), ticketId: null, runId: String(run_id), payload } };
}
