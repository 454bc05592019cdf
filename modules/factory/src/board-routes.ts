import { Board, BoardListQuery, BoardQuery, BoardView, ColumnQuery, CreateBoardBody, pageOf, TicketPage, UpdateBoardBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { comparedVersionIn, created, idParam, idQuery, intQuery, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody, toPage, versionIn } from '@lime/http';
import { announceBoard } from './announce.ts';
import { lookAtHeldRuns } from './commands/release-held-runs.ts';
import { createBoard, deleteBoard, updateBoard } from './commands/manage-boards.ts';
import type { FactoryContext } from './context.ts';
import { readBoard, readColumn, readProjectBoard } from './queries/read-board.ts';
import { readBoardRows, toBoardView } from './sql/boards.ts';
import { readProject } from './sql/projects.ts';

/** Cards of a column in one page. */
const perColumn = { min: 1, max: 200, otherwise: 50 };

/** Boards, with as much of their columns as fits on a screen; the rest page by page. */
export function boardRoutes(ctx: FactoryContext): Route[] {
  const perPage = (query: URLSearchParams) => intQuery(query, 'limit', perColumn);
  return [
    readRoute({ path: '/projects/:id/board', permission: null, summary: 'Read the first board of a project', answer: Board, query: BoardQuery, handle: async ({ tx, params, query }) => ok(await readProjectBoard(tx, idParam(params, 'id', 'project'), perPage(query))) }),
    readRoute({
      path: '/boards', permission: null, summary: 'List boards', answer: pageOf(BoardView), query: BoardListQuery,
      handle: async ({ tx, query }) => {
        const [page, projectId] = [pageQuery(query), idQuery(query, 'projectId')];
        if (projectId !== null && !(await readProject(tx, projectId))) refuse(notFound('project'));
        return ok(toPage(await readBoardRows(tx, projectId, page), page, toBoardView));
      },
    }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/boards', permission: 'project.manage', body: CreateBoardBody, summary: 'Create a further board of a project', answer: BoardView,
      handle: async ({ tx, person, body }) => created(toBoardView(await createBoard(tx, person, body))),
    }),
    readRoute({ path: '/boards/:id', permission: null, summary: 'Read a board', answer: Board, query: BoardQuery, handle: async ({ tx, params, query }) => ok(await readBoard(tx, idParam(params, 'id', 'board'), perPage(query))) }),
    readRoute({
      path: '/boards/:id/columns/:key/tickets', permission: null, summary: 'Read on in a column', answer: TicketPage, query: ColumnQuery,
      handle: async ({ tx, params, query }) => ok(await readColumn(tx, idParam(params, 'id', 'board'), params['key'] ?? '', query.get('cursor') ?? '', perPage(query))),
    }),
    routeWithBody({
      method: 'PATCH', path: '/boards/:id', permission: 'project.manage', version: comparedVersionIn('boards', 'board'), body: UpdateBoardBody, summary: 'Change the name and the columns of a board', answer: BoardView,
      handle: async ({ tx, person, params, read, body }) => {
        const { version: _, ...changes } = body;
        const board = await updateBoard(tx, person, idParam(params, 'id', 'board'), changes, read);
        // What counts as done is a matter of its columns.
        if (body.columns !== undefined) await lookAtHeldRuns(ctx.runs, tx);
        announceBoard(ctx, tx, board.project_id);
        return ok(toBoardView(board));
      },
    }),
    route({
      method: 'DELETE', path: '/boards/:id', permission: 'project.manage', version: versionIn('boards', 'board'), summary: 'Delete a board without tickets', answer: null,
      handle: async ({ tx, person, params }) => {
        announceBoard(ctx, tx, (await deleteBoard(tx, person, idParam(params, 'id', 'board'))).project_id);
        return noContent;
      },
    }),
  ];
}
