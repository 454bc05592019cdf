import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import { type CreateProjectBody, defaultColumns, type UpdateProjectBody } from '@lime/contracts';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { refuseTaken } from '@lime/http';
import type { ProjectRow } from '../sql/projects.ts';

/** Makes a project with its board. 409 `project_key_taken`. */
export async function createProject(tx: TenantTx, actor: Actor, body: z.output<typeof CreateProjectBody>): Promise<ProjectRow> {
  const row = await insertProject(tx, body);
  await tx.sql`INSERT INTO boards (tenant_id, project_id, name, columns) VALUES (${tx.tenantId}, ${row.id}, 'Board', ${[...defaultColumns]}::jsonb)`;
  recordAudit(tx, { actor, action: 'project.create', target: { type: 'project', id: row.id }, payload: body });
  return row;
}

async function insertProject(tx: TenantTx, body: z.output<typeof CreateProjectBody>): Promise<ProjectRow> {
  const [row]: ProjectRow[] = await refuseTaken(
    tx.sql`
      INSERT INTO projects (tenant_id, key, name, merge) VALUES (${tx.tenantId}, ${body.key}, ${body.name}, ${body.merge})
      RETURNING id, key, name, merge, gate_policy, egress, follow_ups, created_at`,
    { code: 'project_key_taken', title: 'Key taken', detail: `There is a project with the key ${body.key} already. Choose another key.` },
  );
  if (!row) throw new Error('the project was not inserted');
  return row;
}

/** Changes a project's name, what happens after its reviews, or what its agents may reach. */
export async function updateProject(tx: TenantTx, actor: Actor, projectId: bigint, body: z.output<typeof UpdateProjectBody>): Promise<ProjectRow> {
  const [row]: ProjectRow[] = await tx.sql`
    UPDATE projects SET name = coalesce(${body.name ?? null}, name), merge = coalesce(${body.merge ?? null}, merge), gate_policy = coalesce(${body.gatePolicy ?? null}::jsonb, gate_policy),
      egress = coalesce(${body.egress ?? null}::jsonb, egress), follow_ups = coalesce(${body.followUps ?? null}::int, follow_ups)
    WHERE tenant_id = ${tx.tenantId} AND id = ${projectId} RETURNING id, key, name, merge, gate_policy, egress, follow_ups, created_at`;
  if (!row) refuse(notFound('project'));
  recordAudit(tx, { actor, action: 'project.update', target: { type: 'project', id: projectId }, payload: body });
  return row;
}
