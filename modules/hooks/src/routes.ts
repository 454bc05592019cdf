import { HookResult, HookRunView, hooks, pageOf, PageQuery, TestCodeBody, TestHookBody } from '@lime/contracts';
import { entityRoutes } from '@lime/entities';
import { idParam, ok, pageQuery, readRoute, type Route, routeOutside } from '@lime/http';
import { checkHook } from './commands/check-hook.ts';
import { testCode, testHook } from './commands/test-hook.ts';
import type { HooksContext } from './context.ts';
import { listHookRuns } from './queries/list-hook-runs.ts';

const permission = 'hook.manage';

/** Hooks, what they have done, and trying them out. */
export function hookRoutes(ctx: HooksContext): Route[] {
  const hookId = (params: Record<string, string>) => idParam(params, 'id', hooks.one);
  return [
    ...entityRoutes(hooks, { table: 'hooks', permission, check: (tx, _, row) => checkHook(ctx, tx, row) }),
    readRoute({
      path: '/hooks/:id/runs', permission: null, query: PageQuery, summary: 'What a hook has done, the newest first', answer: pageOf(HookRunView),
      handle: async ({ tx, params, query }) => ok(await listHookRuns(tx, hookId(params), pageQuery(query))),
    }),
    routeOutside({
      method: 'POST', path: '/hooks/test', permission, body: TestCodeBody, summary: 'Run code as a hook would be, on a sample', answer: HookResult,
      handle: async (asked) => ok(await ctx.trying(asked.person.tenantId, () => testCode(ctx, asked))),
    }),
    routeOutside({
      method: 'POST', path: '/hooks/:id/test', permission, body: TestHookBody, summary: 'Run a hook on a sample', answer: HookResult,
      handle: async (asked) => ok(await ctx.trying(asked.person.tenantId, () => testHook(ctx, asked, hookId(asked.params)))),
    }),
  ];
}
