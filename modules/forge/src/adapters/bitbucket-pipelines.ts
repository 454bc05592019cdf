import { z } from 'zod';
import type { ForgePipelineRun, ForgePipelines } from './forge-adapter.ts';
import type { ForgeClient } from './forge-client.ts';
import { mapped } from './found.ts';

const Target = z.looseObject({
  type: z.string(), ref_type: z.string().nullish(), ref_name: z.string().nullish(), commit: z.object({ hash: z.string() }).nullish(), selector: z.object({ type: z.string(), pattern: z.string().nullish() }).nullish(),
});
const Pipeline = z.object({
  uuid: z.string(), build_number: z.int(), created_on: z.string(), completed_on: z.string().nullish(), target: Target,
  state: z.object({ name: z.string(), result: z.object({ name: z.string() }).nullish(), stage: z.object({ name: z.string() }).nullish() }),
  links: z.object({ html: z.object({ href: z.string() }).nullish() }).nullish(),
});
type Row = z.infer<typeof Pipeline>;
const Steps = z.object({ values: z.array(z.object({ uuid: z.string(), name: z.string().nullish(), state: z.object({ result: z.object({ name: z.string() }).nullish() }).nullish() })) });

/** More of a log helps nobody: what went wrong stands at its end. Characters, of all steps together. */
const logLength = 20_000;
const mostSteps = 5;
const mostListed = 50;

/** Bitbucket Pipelines. `workflow` is the name of a custom pipeline; empty: that of the branch. */
export function bitbucketPipelines(client: ForgeClient, at: (repository: string, path: string) => string): ForgePipelines {
  const runAt = (repository: string, id: string, path = '') => at(repository, `/pipelines/${encodeURIComponent(id)}${path}`);
  const start = (repository: string, body: object) => client.tell({ method: 'POST', path: at(repository, '/pipelines/'), body });
  const read = (repository: string, id: string) => client.call(Pipeline, { path: runAt(repository, id) });
  return {
    rerunsAsNew: true,
    dispatchPipeline: (repository, workflow, ref, inputs) =>
      start(repository, {
        target: { type: 'pipeline_ref_target', ref_type: 'branch', ref_name: ref, ...(workflow !== '' && { selector: { type: 'custom', pattern: workflow } }) },
        variables: Object.entries(inputs).map(([key, value]) => ({ key, value })),
      }),
    rerunPipeline: async (repository, id, only) => {
      if (only === 'failed') return { ok: false, code: 'unprocessable', message: 'Bitbucket starts a pipeline again as a whole. Ask for all of it.' };
      const before = await read(repository, id);
      return before.ok ? start(repository, { target: before.value.target }) : before;
    },
    readPipelineRun: async (repository, id) => mapped(await read(repository, id), toRun),
    listPipelineRuns: async (repository, workflow) =>
      mapped(await client.call(z.object({ values: z.array(Pipeline) }), { path: at(repository, '/pipelines/'), query: { sort: '-created_on', pagelen: mostListed } }), ({ values }) =>
        values.filter(({ target }) => customOf(target) === workflow).map(toRun)),
    readFailureLog: async (repository, id) => {
      const steps = await client.call(Steps, { path: runAt(repository, id, '/steps/'), query: { pagelen: 100 } });
      if (!steps.ok) return steps;
      const failed = steps.value.values.filter(({ state }) => state?.result && state.result.name !== 'SUCCESSFUL' && state.result.name !== 'NOT_RUN').slice(0, mostSteps);
      const parts: string[] = [];
      for (const { uuid, name } of failed) {
        const log = await client.text({ path: runAt(repository, id, `/steps/${encodeURIComponent(uuid)}/log`) });
        parts.push(`Step "${name ?? uuid}":\n${log.ok ? log.value.slice(-Math.floor(logLength / failed.length)) : log.message}`);
      }
      return { ok: true, value: parts.join('\n\n') };
    },
  };
}

function customOf({ selector }: Row['target']): string {
  return selector?.type === 'custom' ? (selector.pattern ?? '') : '';
}

const conclusions = new Map([['SUCCESSFUL', 'success'], ['FAILED', 'failure'], ['ERROR', 'failure'], ['STOPPED', 'cancelled'], ['EXPIRED', 'timed_out']]);

function toRun({ uuid, build_number: number, created_on: startedAt, completed_on: completedAt, state, target, links }: Row): ForgePipelineRun {
  const status = state.name === 'COMPLETED' ? 'completed' : state.name === 'IN_PROGRESS' ? 'in_progress' : 'queued';
  const word = state.result?.name ?? '';
  return {
    externalRunId: uuid, status, conclusion: status === 'completed' ? (conclusions.get(word) ?? word.toLowerCase()) : null, url: links?.html?.href ?? '', headSha: target.commit?.hash ?? '', headRef: target.ref_name ?? '', number, attempt: 1,
    startedAt, updatedAt: completedAt ?? startedAt,
  };
}
