import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Principal } from '@lime/http';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { readPipeline } from '../sql/build-pipelines.ts';
import { keepRun } from './keep-pipeline-run.ts';
import { openPipelines } from './open-pipelines.ts';

/** Asks the forge for the newest runs of a pipeline: for servers that no webhook reaches, and for whoever cannot wait for one. */
export async function refreshPipeline(ctx: ForgeContext, person: Principal, id: bigint): Promise<{ runs: number; changed: number }> {
  const pipeline = (await ctx.db.read(person.tenantId, (tx) => readPipeline(tx, id))) ?? refuse(notFound('build pipeline'));
  const { repository, pipelines } = orRefuse(await openPipelines(ctx, person.tenantId, pipeline.repository_id));
  const runs = orRefuse(await pipelines.listPipelineRuns(repository.full_name, pipeline.config.workflow.replace(/^.*\//, '')));
  return ctx.db.tenant(person.tenantId, async (tx) => {
    let changed = 0;
    // The oldest first, as they would have been told of.
    for (const run of runs.toReversed()) {
      const kept = await keepRun(tx, { pipelineId: id, repositoryId: repository.id }, run, { completedAt: run.status === 'completed' ? run.updatedAt : null, ticketId: null });
      if (kept !== null) changed += 1;
    }
    recordAudit(tx, { actor: person, action: 'build_pipeline.refresh', target: { type: 'build_pipeline', id }, payload: { runs: runs.length, changed } });
    return { runs: runs.length, changed };
  });
}
