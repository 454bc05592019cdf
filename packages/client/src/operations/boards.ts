import { Board, BoardListQuery, BoardQuery, BoardView, ColumnQuery, CreateBoardBody, CreateProjectBody, DeleteProjectQuery, pageOf, Project, ProjectQuery, TicketPage, UpdateBoardBody, UpdateProjectBody } from '@lime/contracts';
import { get, patch, post, remove } from '../operation.ts';

/** Projects and their boards. */
export const boardOperations = {
  listProjects: get('/projects', { query: ProjectQuery, answer: pageOf(Project) }),
  createProject: post('/projects', { body: CreateProjectBody, answer: Project }),
  readProject: get('/projects/:id', { answer: Project }),
  updateProject: patch('/projects/:id', { body: UpdateProjectBody, answer: Project }),
  archiveProject: post('/projects/:id/archive', { answer: Project }),
  unarchiveProject: post('/projects/:id/unarchive', { answer: Project }),
  deleteProject: remove('/projects/:id', { query: DeleteProjectQuery }),
  /** A project's first board. */
  readBoard: get('/projects/:id/board', { query: BoardQuery, answer: Board }),
  listBoards: get('/boards', { query: BoardListQuery, answer: pageOf(BoardView) }),
  createBoard: post('/boards', { body: CreateBoardBody, answer: BoardView }),
  readAnyBoard: get('/boards/:id', { query: BoardQuery, answer: Board }),
  readColumn: get('/boards/:id/columns/:key/tickets', { query: ColumnQuery, answer: TicketPage }),
  updateBoard: patch('/boards/:id', { body: UpdateBoardBody, answer: BoardView }),
  deleteBoard: remove('/boards/:id', {}),
};
