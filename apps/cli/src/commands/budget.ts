import { BudgetPeriod, type BudgetView, projectBudgets } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatCents } from '../terminal/format.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { readCents } from './read-cents.ts';

export const command = defineCommand({
  usage: 'budget KEY [set daily|weekly|monthly CENTS [--soft CENTS]]',
  about: `Shows a project's budgets with what is spent and reserved, or sets the one for all of its runs. A run
whose maximum does not fit into every budget is refused before it starts; past the soft limit it starts with a
warning. Days, weeks and months are those of the organisation's time zone. Budgets for one agent or mode, and
those that only tell: lime project-budgets.`,
  positionals: [{ name: 'project', required: true }, { name: 'action', required: false }, { name: 'period', required: false }, { name: 'cents', required: false }],
  options: { soft: { type: 'string', value: 'CENTS', help: 'warn from here on (default: no warning)' } },
  examples: ['lime budget SHOP', 'lime budget SHOP set daily 500 --soft 400'],
  run: async (context, { values, positionals: [key = '', action, period, cents] }) => {
    const wanted = action === undefined ? null : readBudget(action, period, cents, values.soft);
    const client = context.client();
    const { id } = await findProject(client, key);
    const all = (await client.keep(projectBudgets).list({ query: { projectId: id, limit: 200 } })).items;
    const budgets = wanted ? [await setBudget(client, id, all, wanted)] : all;
    if (context.json) writeJson(context, wanted ? budgets[0] : { items: budgets });
    else if (budgets.length === 0) context.write(`No budgets: runs of ${key} may cost what they ask for. Set one with: npx lime budget ${key} set daily CENTS\n`);
    else context.write(formatTable(budgets.map((budget) => budgetRow(budget, context.paint))));
    return exitCodes.ok;
  },
});

type Wanted = Pick<BudgetView, 'period' | 'limitCents' | 'softLimitCents'>;

/** The budget of that period for all runs, made or changed. */
function setBudget(client: Client, projectId: string, all: BudgetView[], { period, ...amounts }: Wanted): Promise<BudgetView> {
  const present = all.find((budget) => budget.period === period && budget.provider === 'any' && budget.mode === 'any');
  const budgets = client.keep(projectBudgets);
  return present ? budgets.update({ id: present.id, body: { ...amounts, version: present.version } }) : budgets.create({ body: { projectId, period, ...amounts } });
}

function readBudget(action: string, period: string | undefined, cents: string | undefined, soft: string | undefined): Wanted {
  if (action !== 'set') throw usageError(`unknown action ${action}`, 'It may be: set daily|weekly|monthly CENTS');
  if (period === undefined || cents === undefined) throw usageError('write it as: lime budget KEY set daily|weekly|monthly CENTS');
  return { period: oneOf('the period', BudgetPeriod, period), limitCents: readCents('the limit', cents), softLimitCents: soft === undefined ? null : readCents('--soft', soft) };
}

function budgetRow({ period, provider, mode, limitCents, softLimitCents, spentCents, reservedCents, enforceHardStop }: BudgetView, paint: Context['paint']): string[] {
  const counted = [provider, mode].filter((part) => part !== 'any').join(' ');
  return [paint.bold(counted === '' ? period : `${period} ${counted}`), `${formatCents(limitCents)} at most`, `${formatCents(spentCents)} spent`, `${formatCents(reservedCents)} reserved`, [...(softLimitCents === null ? [] : [`warns from ${formatCents(softLimitCents)}`]), ...(enforceHardStop ? [] : ['stops nothing'])].join(', ')];
}
