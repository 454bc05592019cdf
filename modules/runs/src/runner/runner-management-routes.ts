import { ConcurrencyLimit, CreatedRunnerToken, CreateRunnerTokenBody, listOf, pageOf, PageQuery, RunnerTokenView, RunnerView, SetLimitBody } from '@lime/contracts';
import { created, idParam, noContent, ok, pageOfList, pageQuery, readRoute, route, type Route, routeWithBody } from '@lime/http';
import type { RunsContext } from '../context.ts';
import { listLimits, setLimit } from './concurrency-limits.ts';
import { createRunnerToken, listRunners, listRunnerTokens, revokeRunnerToken } from './runner-tokens.ts';

/** How people manage runners and their tokens. */
export const runnerManagementRoutes = (ctx: RunsContext): Route[] => [
  readRoute({ path: '/runners', permission: null, summary: 'List runners', answer: pageOf(RunnerView), query: PageQuery, handle: async ({ tx, query }) => ok(pageOfList(await listRunners(tx), pageQuery(query), ({ id }) => id)) }),
  readRoute({ path: '/concurrency-limits', permission: null, summary: 'List limits of runs at the same time', answer: listOf(ConcurrencyLimit), handle: async ({ tx }) => ok({ items: await listLimits(tx) }) }),
  routeWithBody({
    method: 'PUT', path: '/concurrency-limits', permission: 'runner.manage', summary: 'Set a limit of runs at the same time', answer: listOf(ConcurrencyLimit), body: SetLimitBody,
    handle: async ({ tx, person, body }) => {
      await setLimit(ctx, tx, person, body);
      return ok({ items: await listLimits(tx) });
    },
  }),
  readRoute({ path: '/runner-tokens', permission: 'runner.manage', summary: 'List runner tokens', answer: pageOf(RunnerTokenView), query: PageQuery, handle: async ({ tx, query }) => ok(pageOfList(await listRunnerTokens(tx), pageQuery(query), ({ id }) => id)) }),
  routeWithBody({ method: 'POST', statuses: [201], path: '/runner-tokens', permission: 'runner.manage', summary: 'Make a runner token, shown in this answer alone', answer: CreatedRunnerToken, secrets: ['token'], body: CreateRunnerTokenBody, handle: async ({ tx, person, body }) => created(await createRunnerToken(tx, person, body.name)) }),
  route({
    method: 'DELETE', path: '/runner-tokens/:id', permission: 'runner.manage', summary: 'Revoke a runner token', answer: null,
    handle: async ({ tx, person, params }) => {
      await revokeRunnerToken(ctx, tx, person, idParam(params, 'id', 'runner token'));
      return noContent;
    },
  }),
];
