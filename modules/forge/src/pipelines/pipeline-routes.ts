import { buildPipelines, PipelineLog, PipelineRunQuery, PipelineRunView, pageOf, RefreshedPipeline, RerunPipelineBody, RunSummary, TriggerPipelineBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { entityRoutes } from '@lime/entities';
import { idParam, idQuery, ok, pageQuery, parseQuery, readRoute, readRouteOutside, type Route, routeOutsideWithoutBody, routeWithBody, toPage } from '@lime/http';
import { readRunSummary } from '@lime/runs';
import type { MergeDeps } from '../commands/merge-pull-request.ts';
import type { ForgeContext } from '../context.ts';
import { readPipelineRun, readPipelineRuns, toPipelineRunView } from '../sql/pipeline-runs.ts';
import { checkPipeline } from './check-pipeline.ts';
import { readPipelineLog } from './read-pipeline-log.ts';
import { refreshPipeline } from './refresh-pipeline.ts';
import { rerunPipeline, triggerPipeline } from './start-pipeline.ts';

const permission = 'pipeline.manage';

/** Build pipelines and their runs; starting one is a run of ours. */
export function pipelineRoutes(ctx: ForgeContext, starting: MergeDeps): Route[] {
  const pipelineOf = (params: Record<string, string>) => idParam(params, 'id', 'build pipeline');
  const runOf = (params: Record<string, string>) => idParam(params, 'id', 'pipeline run');
  return [
    ...entityRoutes(buildPipelines, { table: 'build_pipelines', permission, check: (tx, _, row) => checkPipeline(tx, row) }),
    routeOutsideWithoutBody({ method: 'POST', path: '/build-pipelines/:id/refresh', permission: 'board.write', summary: 'Read the newest runs of a pipeline at its forge', answer: RefreshedPipeline, handle: async ({ person, params }) => ok(await refreshPipeline(ctx, person, pipelineOf(params))) }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/build-pipelines/:id/runs', permission, body: TriggerPipelineBody, summary: 'Start a pipeline at its forge', answer: RunSummary,
      handle: async ({ tx, person, params, body }) => ({ status: 202, body: await readRunSummary(tx, await triggerPipeline(starting, tx, person, pipelineOf(params), body)) }),
    }),
    readRoute({
      path: '/pipeline-runs', permission: null, query: PipelineRunQuery, summary: 'List the runs of pipelines, the newest first', answer: pageOf(PipelineRunView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const { status = null, headSha = null } = parseQuery(PipelineRunQuery, query);
        const rows = await readPipelineRuns(tx, { page, status, headSha, pipelineId: idQuery(query, 'pipelineId'), projectId: idQuery(query, 'projectId'), repositoryId: idQuery(query, 'repositoryId'), ticketId: idQuery(query, 'ticketId') });
        return ok(toPage(rows, page, toPipelineRunView));
      },
    }),
    readRoute({ path: '/pipeline-runs/:id', permission: null, summary: 'Read a run of a pipeline', answer: PipelineRunView, handle: async ({ tx, params }) => ok(toPipelineRunView((await readPipelineRun(tx, runOf(params))) ?? refuse(notFound('pipeline run')))) }),
    readRouteOutside({ path: '/pipeline-runs/:id/log', permission: null, summary: 'Read the end of the log of what failed', answer: PipelineLog, handle: async ({ person, params }) => ok(await readPipelineLog(ctx, person.tenantId, runOf(params))) }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/pipeline-runs/:id/rerun', permission, body: RerunPipelineBody, summary: 'Have a run of a pipeline done again', answer: RunSummary,
      handle: async ({ tx, person, params, body }) => ({ status: 202, body: await readRunSummary(tx, await rerunPipeline(starting, tx, person, runOf(params), body)) }),
    }),
  ];
}
