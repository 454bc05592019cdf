export { queueHooks } from './commands/queue-hooks.ts';
export { runBeforeHooks } from './commands/run-before-hooks.ts';
export { createHooksContext, type HooksContext } from './context.ts';
export { hookJobs, hookQueues, scheduleHooks } from './jobs.ts';
export { hookRoutes } from './routes.ts';
export { hasHooks, type HookInHand, readHookInHand, readHookKeptWaiting } from './sql/hook-runs.ts';
export { readHook } from './sql/read-hook.ts';
