export { queueHooks } from './commands/queue-hooks.ts';
export { type HookVerdict, runBeforeHooks } from './commands/run-before-hooks.ts';
export { createHooksContext, type HooksContext } from './context.ts';
export { hookJobs, hookQueues, scheduleHooks } from './jobs.ts';
export { hookRoutes } from './routes.ts';
export { type Happening, hasHooks } from './sql/hook-runs.ts';
