import type { PipelineConfig, PipelineProvider } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export type PipelineRow = { id: bigint; project_id: bigint | null; repository_id: bigint; provider: PipelineProvider; name: string; config: PipelineConfig; enabled: boolean };

export async function readPipeline(tx: TenantRead, id: bigint): Promise<PipelineRow | null> {
  const [row]: PipelineRow[] = await tx.sql`SELECT id, project_id, repository_id, provider, name, config, enabled FROM build_pipelines WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND archived_at IS NULL`;
  return row ?? null;
}

type Told = { repositoryId: bigint; provider: PipelineProvider; name: string; /** The file's name; empty where the forge names none. */ workflow: string };

/**
 * The pipeline that a forge means, by the file of its workflow or else by its name; one that nobody has told us of is
 * kept from now on, in the project whose first repository it is in. Null: it was deleted here, and nothing more of it is kept.
 */
export async function findOrDiscover(tx: TenantTx, { repositoryId, provider, name, workflow }: Told): Promise<bigint | null> {
  const [known]: { id: bigint; archived_at: Date | null }[] = await tx.sql`
    SELECT id, archived_at FROM build_pipelines WHERE tenant_id = ${tx.tenantId} AND repository_id = ${repositoryId}
      AND CASE WHEN ${workflow}::text <> '' AND config->>'workflow' <> '' THEN regexp_replace(config->>'workflow', '^.*/', '') = ${workflow} ELSE name = ${name} END
    ORDER BY archived_at DESC NULLS FIRST, id LIMIT 1`;
  if (known) return known.archived_at ? null : known.id;
  const config: PipelineConfig = { workflow, ref: null, inputs: {} };
  const [made]: { id: bigint }[] = await tx.sql`
    INSERT INTO build_pipelines (tenant_id, project_id, repository_id, provider, name, config, discovered)
    VALUES (${tx.tenantId}, (SELECT project_id FROM project_repositories WHERE tenant_id = ${tx.tenantId} AND repository_id = ${repositoryId} ORDER BY is_default DESC, id LIMIT 1),
      ${repositoryId}, ${provider}, ${name}, ${config}::jsonb, true)
    ON CONFLICT (tenant_id, repository_id, name) WHERE archived_at IS NULL DO UPDATE SET name = excluded.name RETURNING id`;
  if (!made) throw new Error('a pipeline was not kept');
  return made.id;
}
