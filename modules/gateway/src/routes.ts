import { listOf, ModelAvailability, ModelCallContentQuery, ModelCallQuery, ModelCallView, ModelSettings, pageOf } from '@lime/contracts';
import { idParam, idQuery, intQuery, ok, readRoute, type Route, routeWithBody } from '@lime/http';
import { notFound, refuse } from '@lime/kernel';
import { setModelSettings } from './commands/set-model-settings.ts';
import type { GatewayContext } from './context.ts';
import { listModelCalls } from './queries/list-model-calls.ts';
import { modelAvailability } from './queries/model-availability.ts';
import { readKeptTalk } from './queries/read-kept-talk.ts';
import { readModelSettings } from './queries/read-model-settings.ts';

/** What people see of their agents' calls of models, and what of it is kept. */
export function gatewayRoutes(ctx: Pick<GatewayContext, 'runs' | 'catalog'>): Route[] {
  return [
    readRoute({
      path: '/agent-runs/:id/model-calls', permission: null, summary: 'List the calls of models that a run has made', answer: pageOf(ModelCallView), query: ModelCallQuery,
      handle: async ({ tx, params, query }) =>
        ok((await listModelCalls(tx, idParam(params, 'id', 'run'), { after: idQuery(query, 'cursor'), limit: intQuery(query, 'limit', { min: 1, max: 500, otherwise: 100 }) })) ?? refuse(notFound('run'))),
    }),
    readRoute({
      path: '/model-calls/:id/content', permission: null, summary: 'Read what was asked or answered in a call of a model', answer: { media: ['text/plain'] }, query: ModelCallContentQuery,
      handle: async ({ tx, params, query }) => {
        const part = query.get('part') === 'answer' ? 'answer' : 'request';
        const talk = await readKeptTalk(ctx.runs.blobs, tx, idParam(params, 'id', 'model call'), part);
        if (talk.kind === 'no_call') refuse(notFound('model call'));
        if (talk.kind === 'not_kept') refuse({ status: 404, code: 'content_not_kept', title: 'Not kept', detail: 'What was asked and answered in this call was not kept. An admin sets what is kept of calls to come: PUT /api/v1/model-settings with {"retention": "full"}.' });
        return { raw: new Response(new Uint8Array(talk.bytes), { headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" } }) };
      },
    }),
    readRoute({ path: '/models', permission: null, summary: 'List which models can be had', answer: listOf(ModelAvailability), handle: async () => ok({ items: modelAvailability(ctx.catalog) }) }),
    readRoute({ path: '/model-settings', permission: null, summary: 'Read what is kept of calls of models', answer: ModelSettings, handle: async ({ tx }) => ok(await readModelSettings(tx)) }),
    routeWithBody({
      method: 'PUT', path: '/model-settings', permission: 'model.manage', summary: 'Set what is kept of calls of models', answer: ModelSettings, body: ModelSettings,
      handle: async ({ tx, person, body }) => {
        await setModelSettings(tx, person, body);
        return ok(await readModelSettings(tx));
      },
    }),
  ];
}
