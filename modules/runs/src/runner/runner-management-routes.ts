import { CreateRunnerTokenBody, SetLimitBody } from '@lime/contracts';
import { created, idParam, noContent, ok, readRoute, route, type Route, routeWithBody } from '@lime/http';
import type { RunsContext } from '../context.ts';
import { listLimits, setLimit } from './concurrency-limits.ts';
import { createRunnerToken, listRunners, listRunnerTokens, revokeRunnerToken } from './runner-tokens.ts';

/** How people manage runners and their tokens. */
export const runnerManagementRoutes = (ctx: RunsContext): Route[] => [
  readRoute({ path: '/runners', permission: null, handle: async ({ tx }) => ok({ items: await listRunners(tx) }) }),
  readRoute({ path: '/concurrency-limits', permission: null, handle: async ({ tx }) => ok({ items: await listLimits(tx) }) }),
  routeWithBody({
    method: 'PUT', path: '/concurrency-limits', permission: 'runner.manage', body: SetLimitBody,
    handle: async ({ tx, person, body }) => {
      await setLimit(ctx, tx, person, body);
      return ok({ items: await listLimits(tx) });
    },
  }),
  readRoute({ path: '/runner-tokens', permission: 'runner.manage', handle: async ({ tx }) => ok({ items: await listRunnerTokens(tx) }) }),
  routeWithBody({ method: 'POST', path: '/runner-tokens', permission: 'runner.manage', holdsSecret: true, body: CreateRunnerTokenBody, handle: async ({ tx, person, body }) => created(await createRunnerToken(tx, person, body.name)) }),
  route({
    method: 'DELETE', path: '/runner-tokens/:id', permission: 'runner.manage',
    handle: async ({ tx, person, params }) => {
      await revokeRunnerToken(ctx, tx, person, idParam(params, 'id', 'runner token'));
      return noContent;
    },
  }),
];
