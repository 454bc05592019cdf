import { createValueMask, notFound, redactText, refuse } from '@lime/kernel';
import { openScopeEnv } from '@lime/vault';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { readPipelineRun } from '../sql/pipeline-runs.ts';
import { openPipelines } from './open-pipelines.ts';

/** More of a log helps nobody: what went wrong stands at its end. Characters. */
const mostChars = 60_000;

/** The end of the log of what failed, with the pipeline's secrets masked, and whatever looks like one. */
export async function readPipelineLog(ctx: ForgeContext, tenantId: bigint, id: bigint): Promise<{ text: string }> {
  const found = await ctx.db.read(tenantId, async (tx) => {
    const run = await readPipelineRun(tx, id);
    return run && { run, env: await openScopeEnv(tx, ctx.keyring, { type: 'pipeline', id: run.pipeline_id }) };
  });
  const { run, env } = found ?? refuse(notFound('pipeline run'));
  const { repository, pipelines } = orRefuse(await openPipelines(ctx, tenantId, run.repository_id));
  const log = orRefuse(await pipelines.readFailureLog(repository.full_name, run.external_run_id));
  const mask = createValueMask(env.vars.filter(({ isSecret }) => isSecret).map(({ value }) => value));
  return { text: redactText(mask.mask(log)).slice(-mostChars) };
}
