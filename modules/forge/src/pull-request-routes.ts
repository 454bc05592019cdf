import { MergePullRequestBody, pageOf, PullRequestDetail, PullRequestQuery, PullRequestView, RunSummary } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { idParam, idQuery, ok, pageQuery, parseQuery, readRoute, type Route, routeOutsideWithoutBody, routeWithBody, toPage } from '@lime/http';
import { readRunSummary } from '@lime/runs';
import { type MergeDeps, mergePullRequest } from './commands/merge-pull-request.ts';
import { refreshPullRequest } from './commands/refresh-pull-request.ts';
import type { ForgeContext } from './context.ts';
import { readFeedback } from './sql/pull-request-feedback.ts';
import { readPullRequest, readPullRequests, toPullRequestView } from './sql/pull-requests.ts';

/** Pull requests, what was said about them, and merging them. */
export function pullRequestRoutes(ctx: ForgeContext, merging: MergeDeps): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'pull request');
  return [
    readRoute({
      path: '/pull-requests', permission: null, query: PullRequestQuery, summary: 'List pull requests', answer: pageOf(PullRequestView),
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const { state = null } = parseQuery(PullRequestQuery, query);
        const rows = await readPullRequests(tx, { page, state, projectId: idQuery(query, 'projectId'), ticketId: idQuery(query, 'ticketId'), runId: idQuery(query, 'runId'), repositoryId: idQuery(query, 'repositoryId') });
        return ok(toPage(rows, page, toPullRequestView));
      },
    }),
    readRoute({
      path: '/pull-requests/:id', permission: null, summary: 'Read a pull request', answer: PullRequestDetail,
      handle: async ({ tx, params }) => ok({ ...toPullRequestView((await readPullRequest(tx, idOf(params))) ?? refuse(notFound('pull request'))), feedback: await readFeedback(tx, idOf(params)) }),
    }),
    routeOutsideWithoutBody({ method: 'POST', path: '/pull-requests/:id/refresh', permission: 'board.write', summary: 'Read a pull request anew at its forge', answer: PullRequestView, handle: async ({ person, params }) => ok(toPullRequestView(await refreshPullRequest(ctx, person, idOf(params)))) }),
    routeWithBody({
      method: 'POST', statuses: [202], path: '/pull-requests/:id/merge', permission: 'gate.decide', body: MergePullRequestBody, summary: 'Merge a pull request', answer: RunSummary,
      handle: async ({ tx, person, params, body }) => ({ status: 202, body: await readRunSummary(tx, await mergePullRequest(merging, tx, person, idOf(params), body)) }),
    }),
  ];
}
