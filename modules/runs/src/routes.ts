import { ArtifactContentQuery, ArtifactView, DecideGateBody, EffectView, GateView, GateWaiting, pageOf, PageQuery, RedoBody, ResolveEffectBody, RunDetail, RunEventsQuery, RunEventsView, RunPage, RunQuery, RunSummary, WhyView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { idParam, intQuery, mayDo, ok, pageOfList, pageQuery, parseQuery, readRoute, route, type Route, routeWithBody, type ReadInput } from '@lime/http';
import { cancelRun } from './commands/cancel-run.ts';
import { decideGate } from './commands/decide-gate.ts';
import { redoWork } from './commands/redo-work.ts';
import { resolveEffect } from './commands/resolve-effect.ts';
import type { RunsContext } from './context.ts';
import { listGates } from './queries/list-gates.ts';
import { listRuns } from './queries/list-runs.ts';
import { readArtifactContent } from './queries/artifact-content.ts';
import { readEvents } from './queries/read-events.ts';
import { readArtifacts, readRunDetail } from './queries/run-detail.ts';
import { readRunSummary } from './queries/run-summary.ts';

/** Runs, their events and artifacts, and what people do about them. Starting one, and saying something to one, is the factory's. */
export function runRoutes(ctx: RunsContext): Route[] {
  const detailOf = async ({ tx, person, params }: ReadInput) =>
    (await readRunDetail(tx, idParam(params, 'id', 'run'), person)) ?? refuse(notFound('run'));
  return [
    readRoute({
      path: '/agent-runs', permission: null, summary: 'List runs, newest first', answer: RunPage, query: RunQuery,
      handle: async ({ tx, query }) => ok(await listRuns(tx, parseQuery(RunQuery, query), pageQuery(query))),
    }),
    readRoute({ path: '/agent-runs/:id', permission: null, summary: 'Read a run: its steps, artifacts, gates and effects', answer: RunDetail, handle: async (input) => ok(await detailOf(input)) }),
    readRoute({ path: '/agent-runs/:id/why', permission: null, summary: 'Why a run stands where it stands', answer: WhyView, handle: async (input) => ok((await detailOf(input)).why) }),
    readRoute({
      path: '/agent-runs/:id/events', permission: null, summary: 'Read what happened in a run', answer: RunEventsView, query: RunEventsQuery,
      handle: async ({ tx, params, query }) => {
        const runId = idParam(params, 'id', 'run');
        const run = (await readRunSummary(tx, runId)) ?? refuse(notFound('run'));
        const after = intQuery(query, 'after', { min: 0, max: Number.MAX_SAFE_INTEGER, otherwise: 0 });
        const events = await readEvents(tx, runId, after, intQuery(query, 'limit', { min: 1, max: 5000, otherwise: 1000 }));
        return ok({ events, lastSeq: run.lastSeq });
      },
    }),
    readRoute({
      path: '/agent-runs/:id/artifacts', permission: null, summary: 'List the artifacts of a run', answer: pageOf(ArtifactView), query: PageQuery,
      handle: async ({ tx, params, query }) => {
        const runId = idParam(params, 'id', 'run');
        if (!(await readRunSummary(tx, runId))) refuse(notFound('run'));
        return ok(pageOfList(await readArtifacts(tx, runId), pageQuery(query), ({ id }) => id));
      },
    }),
    readRoute({ path: '/artifacts/:id/content', permission: null, summary: 'Download an artifact, or read its beginning as text', answer: { media: ['application/octet-stream', 'text/plain'] }, query: ArtifactContentQuery, handle: async ({ tx, params, query }) => ({ raw: await readArtifactContent(ctx, tx, idParam(params, 'id', 'artifact'), query.get('preview') === '1') }) }),
    route({
      method: 'POST', path: '/agent-runs/:id/cancel', permission: 'run.cancel', summary: 'Cancel a run', answer: RunSummary,
      handle: async ({ tx, person, params }) => {
        const runId = idParam(params, 'id', 'run');
        await cancelRun(ctx, tx, person, runId);
        return ok(await readRunSummary(tx, runId));
      },
    }),
    routeWithBody({
      method: 'POST', path: '/agent-runs/:id/redo', permission: 'run.start', summary: 'Have the work of a run done again', answer: RunSummary, body: RedoBody,
      handle: async ({ tx, person, params, body }) => {
        const runId = idParam(params, 'id', 'run');
        await redoWork(ctx, tx, person, runId, body.note);
        return ok(await readRunSummary(tx, runId));
      },
    }),
    readRoute({
      path: '/gates', permission: null, summary: 'List what waits for my decision, the oldest first', answer: pageOf(GateWaiting), query: PageQuery,
      handle: async ({ tx, person, query }) => ok(mayDo(person, 'gate.decide') ? await listGates(tx, person, pageQuery(query)) : { items: [], next: null }),
    }),
    routeWithBody({
      method: 'POST', path: '/gates/:id/decision', permission: 'gate.decide', summary: 'Approve or reject what a run asks about', answer: GateView, body: DecideGateBody,
      handle: async ({ tx, person, params, body }) => {
        const gateId = idParam(params, 'id', 'gate');
        const runId = await decideGate(ctx, tx, person, gateId, body);
        const detail = await readRunDetail(tx, runId, person);
        return ok(detail?.gates.find((gate) => gate.id === String(gateId)));
      },
    }),
    routeWithBody({
      method: 'POST', path: '/effects/:id/resolve', permission: 'effect.resolve', summary: 'Say what became of an effect whose outcome is unknown', answer: EffectView, body: ResolveEffectBody,
      handle: async ({ tx, person, params, body }) => {
        const effectId = idParam(params, 'id', 'effect');
        const runId = await resolveEffect(ctx, tx, person, effectId, body);
        const detail = await readRunDetail(tx, runId, person);
        return ok(detail?.effects.find((effect) => effect.id === String(effectId)));
      },
    }),
  ];
}
