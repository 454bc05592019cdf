export { runChangedQueue } from './commands/follow-run.ts';
export { createProject } from './commands/manage-projects.ts';
export { startTicketRun } from './commands/start-ticket-run.ts';
export { factoryTools } from './create-tickets-tool.ts';
export type { FactoryContext } from './context.ts';
export { factoryJobs } from './jobs.ts';
export { readTicket } from './queries/read-board.ts';
export { factoryRoutes } from './routes.ts';
export { readProject } from './sql/projects.ts';
