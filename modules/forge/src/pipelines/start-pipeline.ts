import type { z } from 'zod';
import type { RerunPipelineBody, TriggerPipelineBody } from '@lime/contracts';
import { notFound, type Problem, refuse } from '@lime/kernel';
import { type Actor, recordAudit } from '@lime/audit';
import type { TenantTx } from '@lime/db';
import { type StartRun, startRun } from '@lime/runs';
import type { MergeDeps } from '../commands/merge-pull-request.ts';
import { type PipelineRow, readPipeline } from '../sql/build-pipelines.ts';
import { readPipelineRun } from '../sql/pipeline-runs.ts';
import { readRepository } from '../sql/repositories.ts';

/** Starts the run that starts a pipeline at its forge. 404, 409 `pipeline_disabled`. */
export async function triggerPipeline(deps: MergeDeps, tx: TenantTx, person: Actor, id: bigint, { ref, inputs }: z.output<typeof TriggerPipelineBody>): Promise<bigint> {
  const pipeline = enabled(await readPipeline(tx, id));
  const repository = (await readRepository(tx, pipeline.repository_id)) ?? refuse(notFound('repository'));
  const input = { action: 'start', pipelineId: String(id), ref: ref ?? pipeline.config.ref ?? repository.default_branch, inputs: { ...pipeline.config.inputs, ...inputs } };
  const runId = await begin(deps, tx, person, pipeline, { title: `Start ${pipeline.name} of ${repository.full_name}`, input });
  recordAudit(tx, { actor: person, action: 'build_pipeline.start', target: { type: 'build_pipeline', id }, payload: { ref: input.ref, runId: String(runId) } });
  return runId;
}

/** Starts the run that has a pipeline's run done again, or of it what failed. 404, 409 `pipeline_disabled` and `pipeline_running`. */
export async function rerunPipeline(deps: MergeDeps, tx: TenantTx, person: Actor, id: bigint, { only }: z.output<typeof RerunPipelineBody>): Promise<bigint> {
  const run = (await readPipelineRun(tx, id)) ?? refuse(notFound('pipeline run'));
  const pipeline = enabled(await readPipeline(tx, run.pipeline_id));
  if (run.status !== 'completed') refuse({ status: 409, code: 'pipeline_running', title: 'Not over yet', detail: 'This run of the pipeline has not ended: wait for its end, or refresh the pipeline.' });
  const runId = await begin(deps, tx, person, pipeline, { title: `Run ${run.pipeline} ${run.number} of ${run.repository} again`, input: { action: 'rerun', pipelineRunId: String(id), attempt: run.attempt, only }, ...(run.ticket_id !== null && { ticketId: run.ticket_id }) });
  recordAudit(tx, { actor: person, action: 'pipeline_run.rerun', target: { type: 'pipeline_run', id }, payload: { only, runId: String(runId) } });
  return runId;
}

function begin({ runs, workflows }: MergeDeps, tx: TenantTx, actor: Actor, { project_id }: PipelineRow, run: Pick<StartRun, 'title' | 'input' | 'ticketId'>): Promise<bigint> {
  const spec = workflows.get('forge.pipeline.v1');
  if (!spec) throw new Error('the workflow that starts pipelines is not loaded');
  return startRun(runs, tx, { actor, spec, ...run, title: run.title.slice(0, 200), ...(project_id !== null && { projectId: project_id }) });
}

const disabled = (name: string): Problem => ({ status: 409, code: 'pipeline_disabled', title: 'Disabled', detail: `The pipeline ${name} is disabled here.` });

function enabled(pipeline: PipelineRow | null): PipelineRow {
  if (!pipeline) refuse(notFound('build pipeline'));
  return pipeline.enabled ? pipeline : refuse(disabled(pipeline.name));
}
