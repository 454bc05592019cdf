import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { type CreateProjectBody, defaultColumns, type UpdateProjectBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { invalidQuery, refuseTaken } from '@lime/http';
import type { FactoryContext } from '../context.ts';
import { deleteFilesOfProject } from '../sql/attachments.ts';
import { insertBoard } from '../sql/boards.ts';
import { type ProjectRow, readProject } from '../sql/projects.ts';
import { dropContents } from './drop-contents.ts';

/** Makes a project with its board. 409 `project_key_taken`. */
export async function createProject(tx: TenantTx, actor: Actor, body: z.output<typeof CreateProjectBody>): Promise<ProjectRow> {
  const row = await insertProject(tx, body);
  await insertBoard(tx, { projectId: row.id, name: 'Board', columns: defaultColumns });
  recordAudit(tx, { actor, action: 'project.create', target: { type: 'project', id: row.id }, payload: body });
  return row;
}

async function insertProject(tx: TenantTx, body: z.output<typeof CreateProjectBody>): Promise<ProjectRow> {
  const [row]: ProjectRow[] = await refuseTaken(
    tx.sql`
      INSERT INTO projects (tenant_id, key, name, merge) VALUES (${tx.tenantId}, ${body.key}, ${body.name}, ${body.merge})
      RETURNING id, key, name, merge, gate_policy, egress, follow_ups, follow_comments, chain, max_rounds, attempts, allowed_paths, archived_at, version, created_at`,
    { code: 'project_key_taken', title: 'Key taken', detail: `There is a project with the key ${body.key} already. Choose another key.` },
  );
  if (!row) throw new Error('the project was not inserted');
  return row;
}

/** Changes a project's name, what its runs go through, or what its agents may do and reach. */
export async function updateProject(tx: TenantTx, actor: Actor, projectId: bigint, body: z.output<typeof UpdateProjectBody>): Promise<ProjectRow> {
  const [row]: ProjectRow[] = await tx.sql`
    UPDATE projects SET name = coalesce(${body.name ?? null}, name), merge = coalesce(${body.merge ?? null}, merge), gate_policy = coalesce(${body.gatePolicy ?? null}::jsonb, gate_policy),
      egress = coalesce(${body.egress ?? null}::jsonb, egress), follow_ups = coalesce(${body.followUps ?? null}::int, follow_ups),
      follow_comments = coalesce(${body.followComments ?? null}::boolean, follow_comments), chain = coalesce(${body.chain ?? null}::jsonb, chain),
      max_rounds = coalesce(${body.maxRounds ?? null}::int, max_rounds), attempts = coalesce(${body.attempts ?? null}::jsonb, attempts), allowed_paths = coalesce(${body.allowedPaths ?? null}::jsonb, allowed_paths)
    WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} RETURNING id, key, name, merge, gate_policy, egress, follow_ups, follow_comments, chain, max_rounds, attempts, allowed_paths, archived_at, version, created_at`;
  if (!row) refuse(notFound('project'));
  recordAudit(tx, { actor, action: 'project.update', target: { type: 'project', id: projectId }, payload: body });
  return row;
}

/** Puts a project away, or brings it back: while it is away it takes no new tickets and runs, and is left out of the list. */
export async function archiveProject(tx: TenantTx, actor: Actor, projectId: bigint, away: boolean): Promise<ProjectRow> {
  const [row]: ProjectRow[] = await tx.sql`
    UPDATE projects SET archived_at = CASE WHEN ${away} THEN coalesce(archived_at, now()) END
    WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} RETURNING id, key, name, merge, gate_policy, egress, follow_ups, follow_comments, chain, max_rounds, attempts, allowed_paths, archived_at, version, created_at`;
  if (!row) refuse(notFound('project'));
  recordAudit(tx, { actor, action: away ? 'project.archive' : 'project.unarchive', target: { type: 'project', id: projectId }, payload: {} });
  return row;
}

/**
 * Removes a project with its boards and tickets, for good; its runs stay on record. 422 unless `confirm` is its name,
 * 409 `run_in_progress` while a run of it is under way.
 */
export async function deleteProject(runs: Pick<FactoryContext['runs'], 'queue'>, tx: TenantTx, actor: Actor, projectId: bigint, confirm: string | null): Promise<void> {
  const project = (await readProject(tx, projectId)) ?? refuse(notFound('project'));
  if (confirm !== project.name) refuse(invalidQuery('confirm', `must be the project's name: all its boards and tickets go with it, and nothing brings them back`));
  const open: unknown[] = await tx.sql`SELECT 1 FROM runs WHERE tenant_id = ${tx.tenantId} AND project_id = ${projectId} AND status IN ('queued', 'running', 'waiting') LIMIT 1`;
  if (open.length > 0) refuse({ status: 409, code: 'run_in_progress', title: 'A run is under way', detail: 'Cancel the runs of this project first, then delete it.' });
  await dropContents(runs, tx, await deleteFilesOfProject(tx, projectId));
  await tx.sql`DELETE FROM projects WHERE tenant_id = ${tx.tenantId} AND id = ${projectId}`;
  recordAudit(tx, { actor, action: 'project.delete', target: { type: 'project', id: projectId }, payload: { key: project.key, name: project.name } });
}
