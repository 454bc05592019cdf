import type { EngineTx } from '@lime/db';

/** For so many days what was deleted can be brought back with its variables. */
const restorableDays = 30;

/**
 * Of targets and pipelines that nobody has brought back, takes their variables, and the row itself where no history names
 * it; returns how many rows went.
 */
export async function deletePutAway(tx: EngineTx): Promise<number> {
  const variables: unknown[] = await tx.sql`
    DELETE FROM env_var_sets s WHERE EXISTS (SELECT 1 FROM deployment_targets t WHERE t.tenant_id = s.tenant_id AND t.id = s.deployment_target_id AND t.archived_at < now() - make_interval(days => ${restorableDays}))
      OR EXISTS (SELECT 1 FROM build_pipelines p WHERE p.tenant_id = s.tenant_id AND p.id = s.pipeline_id AND p.archived_at < now() - make_interval(days => ${restorableDays})) RETURNING 1`;
  const targets: unknown[] = await tx.sql`
    DELETE FROM deployment_targets t WHERE archived_at < now() - make_interval(days => ${restorableDays})
      AND NOT EXISTS (SELECT 1 FROM deployments d WHERE d.tenant_id = t.tenant_id AND d.target_id = t.id) RETURNING 1`;
  const pipelines: unknown[] = await tx.sql`
    DELETE FROM build_pipelines p WHERE archived_at < now() - make_interval(days => ${restorableDays})
      AND NOT EXISTS (SELECT 1 FROM pipeline_runs r WHERE r.tenant_id = p.tenant_id AND r.pipeline_id = p.id) RETURNING 1`;
  return variables.length + targets.length + pipelines.length;
}
