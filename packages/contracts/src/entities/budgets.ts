import { z } from 'zod';
import { AgentMode, Provider } from '../agent-work.ts';
import { defineEntity } from '../entity.ts';
import { Cents, Id, Timestamp } from '../ids.ts';

export const BudgetPeriod = z.enum(['daily', 'weekly', 'monthly']);
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;

export const projectBudgets = defineEntity({
  name: 'project-budgets',
  one: 'budget',
  title: 'Budgets',
  about: 'What the runs of a project may cost in a day, a week or a month. What a run may cost is set aside before it starts; a run that does not fit does not start. Alerts come at 80, 95 and 100 percent.',
  fields: {
    projectId: Id.meta({ title: 'Project', description: 'The project, by its key or id' }),
    period: BudgetPeriod.meta({ title: 'Period', description: 'It begins anew every day, week or month, in the time zone of the organisation' }),
    provider: z.enum(['any', ...Provider.options]).default('any').meta({ title: 'Agent', description: 'Counts the runs of these agents alone' }),
    mode: z.enum(['any', ...AgentMode.options]).default('any').meta({ title: 'Mode', description: 'Counts runs of this mode alone' }),
    limitCents: Cents.meta({ title: 'Limit', description: 'In cents', examples: [10_000] }),
    softLimitCents: Cents.nullable().default(null).meta({ title: 'Soft limit', description: 'In cents: runs past it start with a warning' }),
    enforceHardStop: z.boolean().default(true).meta({ title: 'Hard stop', description: 'No: past the limit it only tells, and stops nothing' }),
  },
  fixed: ['projectId', 'period', 'provider', 'mode'],
  extra: { spentCents: Cents, reservedCents: Cents, periodStart: Timestamp },
  filters: ['projectId', 'period', 'provider', 'mode'],
});

/** Told when the runs of a period have come to this share of a budget's limit. */
export const BudgetAlert = z.object({ id: Id, budgetId: Id, projectId: Id, period: BudgetPeriod, periodStart: Timestamp, percent: z.int(), spentCents: Cents, limitCents: Cents, at: Timestamp });
export type BudgetAlert = z.infer<typeof BudgetAlert>;

export const BudgetView = projectBudgets.view;
export type BudgetView = z.infer<typeof BudgetView>;
