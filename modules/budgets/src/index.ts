export * from './commands/charge-usage.ts';
export { raiseAlerts, type SpentBudget } from './commands/raise-alerts.ts';
export * from './commands/release-budget.ts';
export * from './commands/reserve-budget.ts';
export { centsOf } from './micros.ts';
export { budgetRoutes } from './routes.ts';
