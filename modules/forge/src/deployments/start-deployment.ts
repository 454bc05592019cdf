import type { z } from 'zod';
import type { DeployBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidField } from '@lime/http';
import { startRun } from '@lime/runs';
import type { MergeDeps } from '../commands/merge-pull-request.ts';
import { findOpen, findSucceeded, insertDeployment, lockTarget, readPushed, type TargetRow } from '../sql/deployments.ts';
import { readProjectRepositories } from '../sql/project-repositories.ts';

type Wanted = { ref: string | null; sha: string | null; repositoryId: bigint | null; note: string; rollbackTo: bigint | null; ticketId: bigint | null };

/**
 * Starts the run that deploys: it renders what would be applied, asks hooks and people, then applies it. 404; 409
 * `target_disabled`, `deploy_in_progress`; 422 for a commit, run or repository that is not the project's.
 */
export async function startDeployment(deps: MergeDeps, tx: TenantTx, person: Actor, targetId: bigint, body: z.output<typeof DeployBody>): Promise<bigint> {
  const target = (await lockTarget(tx, targetId)) ?? refuse(notFound('deployment target'));
  return begin(deps, tx, person, target, { ...(await readWanted(tx, target, body)), note: body.note, rollbackTo: null });
}

/** Deploys the commit that was deployed before the present one, by a run of its own. 409 `nothing_to_roll_back` where there is none. */
export async function rollBack(deps: MergeDeps, tx: TenantTx, person: Actor, targetId: bigint, { note }: { note: string }): Promise<bigint> {
  const target = (await lockTarget(tx, targetId)) ?? refuse(notFound('deployment target'));
  const now = await findSucceeded(tx, target.id);
  const before = now && (await findSucceeded(tx, target.id, now));
  if (!before) refuse({ status: 409, code: 'nothing_to_roll_back', title: 'Nothing to go back to', detail: 'No other commit was deployed here before the present one.' });
  return begin(deps, tx, person, target, { ref: before.ref, sha: before.sha, repositoryId: before.repository_id, ticketId: null, note, rollbackTo: before.id });
}

async function begin({ runs, workflows }: MergeDeps, tx: TenantTx, person: Actor, target: TargetRow, wanted: Wanted): Promise<bigint> {
  if (!target.enabled) refuse({ status: 409, code: 'target_disabled', title: 'Disabled', detail: `The deployment target ${target.name} is disabled.` });
  await refuseInProgress(tx, target);
  const spec = workflows.get('forge.deploy.v1');
  if (!spec) throw new Error('the workflow that deploys is not loaded');
  const { ref, sha, repositoryId, note, rollbackTo, ticketId } = wanted;
  const runId = await startRun(runs, tx, { actor: person, spec, title: `${rollbackTo === null ? 'Deploy' : 'Roll back'} ${target.name}`, input: { targetId: String(target.id), ref, sha }, projectId: target.project_id, ...(ticketId !== null && { ticketId }) });
  const id = await insertDeployment(tx, { target_id: target.id, target: target.name, project_id: target.project_id, provider: target.provider, run_id: runId, repository_id: repositoryId, sha, ref, note, rollback_to: rollbackTo, requested_by: person.userId });
  recordAudit(tx, { actor: person, action: rollbackTo === null ? 'deployment.start' : 'deployment.roll_back', target: { type: 'deployment', id }, payload: { target: target.name, targetId: String(target.id), ref, sha, runId: String(runId) } });
  return id;
}

/** One deployment of a target is under way at a time, and none when the target goes. 409 `deploy_in_progress`. */
export async function refuseInProgress(tx: TenantTx, { id, name }: Pick<TargetRow, 'id' | 'name'>): Promise<void> {
  const open = await findOpen(tx, id);
  if (open) refuse({ status: 409, code: 'deploy_in_progress', title: 'Under way already', detail: `Deployment ${open.id} (run ${open.run_id}) to ${name} has not ended yet. Decide it, wait for its end, or cancel its run.`, details: { deploymentId: String(open.id), runId: String(open.run_id) } });
}

async function readWanted(tx: TenantTx, target: TargetRow, { ref, sha, runId, repositoryId }: z.output<typeof DeployBody>): Promise<Pick<Wanted, 'ref' | 'sha' | 'repositoryId' | 'ticketId'>> {
  const repositories = await readProjectRepositories(tx, target.project_id);
  const chosen = repositoryId === undefined ? repositories[0] : repositories.find(({ id }) => id === BigInt(repositoryId));
  if (repositoryId !== undefined && !chosen) refuse(invalidField('repositoryId', 'is no repository of this project'));
  const pushed = runId === undefined ? null : ((await readPushed(tx, BigInt(runId), target.project_id)) ?? refuse(invalidField('runId', 'is no run of this project that has pushed anything')));
  if (!chosen && sha === undefined && !pushed) refuse(invalidField('ref', 'the project has no repository to find it in: attach one, or give the full id of a commit as "sha"'));
  return { ref: ref ?? pushed?.branch ?? null, sha: sha ?? pushed?.sha ?? null, repositoryId: chosen?.id ?? null, ticketId: pushed?.ticket_id ?? null };
}
