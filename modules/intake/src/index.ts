export { createWebhook } from './commands/create-webhook.ts';
export { settleWebhook } from './commands/settle-webhook.ts';
export type { IntakeContext } from './context.ts';
export { intakeJobs, intakeQueues } from './jobs.ts';
export { openReceiver, type Receive } from './receive/receive-delivery.ts';
export { intakeRoutes } from './routes.ts';
