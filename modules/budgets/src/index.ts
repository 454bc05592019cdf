export * from './commands/charge-usage.ts';
export * from './commands/release-budget.ts';
export * from './commands/reserve-budget.ts';
export * from './commands/set-budget.ts';
export { centsOf } from './micros.ts';
export * from './queries/list-budgets.ts';
