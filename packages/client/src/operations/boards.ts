import { Board, CreateProjectBody, CreateTicketBody, listOf, Project, TicketCard, UpdateProjectBody, UpdateTicketBody } from '@lime/contracts';
import { get, patch, post, remove } from '../operation.ts';

/** Projects, their boards and tickets. */
export const boardOperations = {
  listProjects: get('/projects', { answer: listOf(Project) }),
  createProject: post('/projects', { body: CreateProjectBody, answer: Project }),
  updateProject: patch('/projects/:id', { body: UpdateProjectBody, answer: Project }),
  readBoard: get('/projects/:id/board', { answer: Board }),
  createTicket: post('/projects/:id/tickets', { body: CreateTicketBody, answer: TicketCard }),
  readTicket: get('/tickets/:id', { answer: TicketCard }),
  updateTicket: patch('/tickets/:id', { body: UpdateTicketBody, answer: TicketCard }),
  deleteTicket: remove('/tickets/:id', {}),
};
