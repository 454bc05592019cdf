import { AttemptsView, listOf, MessageAnswer, MessageBody, RunSummary, StartAttemptsBody, StartRunBody, TicketGuidance, TicketGuidanceQuery } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { created, idParam, ok, parseQuery, readRoute, type Route, routeWithBody } from '@lime/http';
import { readRunSummaries, readRunSummary } from '@lime/runs';
import { messageRun } from './commands/message-run.ts';
import { startAttempts } from './commands/start-attempts.ts';
import { startTicketRun } from './commands/start-ticket-run.ts';
import type { FactoryContext } from './context.ts';
import { compareAttempts } from './queries/compare-attempts.ts';
import { previewRun } from './queries/preview-run.ts';

/** Starting work on tickets, going on with it, and doing it side by side. */
export function workRoutes(ctx: FactoryContext): Route[] {
  return [
    readRoute({
      path: '/tickets/:id/instructions', permission: null, summary: 'Read what an agent would be told, allowed and given in a run of a ticket', answer: TicketGuidance, query: TicketGuidanceQuery,
      handle: async ({ tx, params, query }) => ok(await previewRun(ctx, tx, idParam(params, 'id', 'ticket'), parseQuery(TicketGuidanceQuery, query))),
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/agent-runs', permission: 'run.start', summary: 'Start a run', answer: RunSummary, body: StartRunBody,
      handle: async ({ tx, person, body }) => created(await readRunSummary(tx, await startTicketRun(ctx, tx, person, body))),
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/agent-runs/attempts', permission: 'run.start', summary: 'Start several runs side by side on one ticket', answer: listOf(RunSummary), body: StartAttemptsBody,
      handle: async ({ tx, person, body }) => {
        const runIds = await startAttempts(ctx, tx, person, body);
        const runs = await readRunSummaries(tx, runIds);
        return created({ items: runIds.map((id) => runs.get(id)) });
      },
    }),
    readRoute({
      path: '/agent-runs/:id/attempts', permission: null, summary: 'Compare a run with those beside it', answer: AttemptsView,
      handle: async ({ tx, params }) => ok((await compareAttempts(tx, idParam(params, 'id', 'run'))) ?? refuse(notFound('run'))),
    }),
    routeWithBody({
      method: 'POST', path: '/agent-runs/:id/messages', permission: 'run.start', summary: 'Say something to a run, or go on with one that has ended', answer: MessageAnswer, body: MessageBody,
      handle: async ({ tx, person, params, body }) => ok(await messageRun(ctx, tx, person, idParam(params, 'id', 'run'), body)),
    }),
  ];
}
