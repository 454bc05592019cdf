import type { HookContext, HookEvent, JsonObject } from '@lime/contracts';
import type { RunRow } from '../model.ts';

type Told = Pick<RunRow, 'id' | 'project_id' | 'ticket_id' | 'created_by' | 'title' | 'workflow' | 'input'>;

/** Whether hooks are asked about a run: it belongs to a project, and an agent works in it. */
export function isAgentRun({ project_id, spec }: Pick<RunRow, 'project_id' | 'spec'>): boolean {
  return project_id !== null && spec.steps.some((step) => step.kind === 'agent' || (step.kind === 'map' && step.step.kind === 'agent'));
}

/** What a hook is told of a run. */
export function runHookContext(tenantId: bigint, run: Told, event: HookEvent, more: JsonObject = {}): HookContext {
  const { mode = null, provider = null, repository = null, model = null } = run.input;
  return {
    event, tenantId: String(tenantId), projectId: idOf(run.project_id), userId: idOf(run.created_by), ticketId: idOf(run.ticket_id), runId: String(run.id),
    payload: { title: run.title, workflow: run.workflow, mode, provider, model, repository: urlOf(repository), ...more },
  };
}

function urlOf(repository: unknown): string | null {
  return typeof repository === 'object' && repository !== null && 'url' in repository ? String(repository.url) : null;
}

function idOf(id: bigint | null): string | null {
  return id === null ? null : String(id);
}
