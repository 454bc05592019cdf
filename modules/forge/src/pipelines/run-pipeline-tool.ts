import { z } from 'zod';
import { Id } from '@lime/contracts';
import { createValueMask } from '@lime/kernel';
import type { EffectPlan, Tool } from '@lime/runs';
import { openScopeEnv } from '@lime/vault';
import type { ForgePipelines } from '../adapters/forge-adapter.ts';
import { readPipeline } from '../sql/build-pipelines.ts';
import { readPipelineRun } from '../sql/pipeline-runs.ts';
import { endWithout, failed, forgeFailed, invalidInput, toAttempted } from '../tools/failures.ts';
import type { ForgeDeps } from '../tools/forge-deps.ts';
import { fillInputs } from './fill-inputs.ts';
import { keepRun } from './keep-pipeline-run.ts';
import { openPipelines } from './open-pipelines.ts';

const Start = z.object({ action: z.literal('start'), pipelineId: Id, ref: z.string(), inputs: z.record(z.string(), z.string()) });
const Rerun = z.object({ action: z.literal('rerun'), pipelineRunId: Id, attempt: z.int(), only: z.enum(['failed', 'all']) });
const Input = z.discriminatedUnion('action', [Start, Rerun]);

/** Starts a pipeline at its forge, or has a run of one done again: once, whatever happens in the middle. */
export function runPipelineTool({ forge: ctx }: ForgeDeps): Tool {
  return async (call) => {
    const parsed = Input.safeParse(call.input);
    if (!parsed.success) return invalidInput(parsed.error);
    const input = parsed.data;
    const found = await ctx.db.read(call.tenantId, async (tx) => {
      const run = input.action === 'rerun' ? await readPipelineRun(tx, BigInt(input.pipelineRunId)) : null;
      const pipeline = await readPipeline(tx, input.action === 'start' ? BigInt(input.pipelineId) : (run?.pipeline_id ?? 0n));
      return pipeline && { run, pipeline, env: await openScopeEnv(tx, ctx.keyring, { type: 'pipeline', id: pipeline.id }) };
    });
    if (!found) return failed({ code: 'pipeline_missing', message: 'The pipeline is not there any more.' }, false);
    const { run, pipeline, env } = found;
    if (!pipeline.enabled) return failed({ code: 'pipeline_disabled', message: `The pipeline ${pipeline.name} is disabled here.` }, false);
    if (env.problem !== null) return failed({ code: 'env_unavailable', message: env.problem }, false);
    const opened = await openPipelines(ctx, call.tenantId, pipeline.repository_id);
    if (!opened.ok) return forgeFailed(opened);
    const { repository, pipelines } = opened.value;
    const at = { repository: repository.full_name, key: `${call.runId}` };
    const inputs = input.action === 'start' ? fillInputs(input.inputs, env.vars) : { ok: true as const, values: {} };
    if (!inputs.ok) return failed({ code: 'variable_missing', message: inputs.message }, false);
    const { mask } = createValueMask(env.vars.filter(({ isSecret }) => isSecret).map(({ value }) => value));
    const plan = input.action === 'start' ? startPlan(pipelines, { ...at, workflow: pipeline.config.workflow.replace(/^.*\//, ''), ref: input.ref, shown: input.inputs, inputs: inputs.values, mask }) : rerunPlan(pipelines, { ...at, externalRunId: run?.external_run_id ?? '', attempt: input.attempt, only: input.only });
    const outcome = await call.perform(plan);
    if (outcome.kind !== 'applied') return endWithout(outcome);
    if (!run) return { kind: 'done', output: { started: true } };
    // Told at once where the forge says it at once; its webhook tells it anyhow.
    const now = await pipelines.readPipelineRun(repository.full_name, run.external_run_id);
    return { kind: 'done', output: { started: true }, ...(now.ok && { commit: async (tx) => void (await keepRun(tx, { pipelineId: pipeline.id, repositoryId: repository.id }, now.value, { completedAt: null, ticketId: run.ticket_id })) }) };
  };
}

type StartAt = { repository: string; key: string; workflow: string; ref: string; /** As they are asked for, without the values of variables. */ shown: Record<string, string>; inputs: Record<string, string>; mask(text: string): string };

/** A forge does not say which run a request has started, so a lost answer is for a person to look into. */
function startPlan(pipelines: ForgePipelines, { repository, key, workflow, ref, shown, inputs, mask }: StartAt): EffectPlan {
  return {
    kind: 'forge.start_pipeline',
    idempotencyKey: `forge.start_pipeline:${key}`,
    request: { repository, workflow, ref, inputs: shown },
    attempt: async () => {
      const started = await pipelines.dispatchPipeline(repository, workflow, ref, inputs);
      return started.ok ? { kind: 'applied', result: { workflow, ref } } : toAttempted({ ...started, message: mask(started.message) });
    },
    reconcile: async () => ({ kind: 'unknown', reason: `${repository} does not say whether a run of ${workflow} was started by this` }),
  };
}

type RerunAt = { repository: string; key: string; externalRunId: string; attempt: number; only: 'failed' | 'all' };

function rerunPlan(pipelines: ForgePipelines, { repository, key, externalRunId, attempt, only }: RerunAt): EffectPlan {
  return {
    kind: 'forge.rerun_pipeline',
    idempotencyKey: `forge.rerun_pipeline:${key}`,
    request: { repository, externalRunId, attempt, only },
    attempt: async () => {
      const again = await pipelines.rerunPipeline(repository, externalRunId, only);
      return again.ok ? { kind: 'applied', result: { externalRunId } } : toAttempted(again);
    },
    // Each time that it is done again has a number of its own.
    reconcile: async () => {
      if (pipelines.rerunsAsNew) return { kind: 'unknown', reason: `${repository} does not say whether a run was started by this` };
      const now = await pipelines.readPipelineRun(repository, externalRunId);
      if (!now.ok) return { kind: 'unknown', reason: now.message };
      return now.value.attempt > attempt || now.value.status !== 'completed' ? { kind: 'applied', result: { externalRunId } } : { kind: 'not_applied' };
    },
  };
}
