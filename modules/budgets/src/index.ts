export * from './commands/charge-usage.ts';
export { raiseAlerts, type SpentBudget } from './commands/raise-alerts.ts';
export * from './commands/release-budget.ts';
export * from './commands/reserve-budget.ts';
export * from './commands/set-budget.ts';
export { centsOf } from './micros.ts';
export { listBudgets } from './queries/list-budgets.ts';
export { budgetRoutes } from './routes.ts';
