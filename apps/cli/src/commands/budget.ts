import { BudgetPeriod, type BudgetView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatCents } from '../terminal/format.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { readCents } from './read-cents.ts';

export const command = defineCommand({
  usage: 'budget KEY [set daily|weekly|monthly CENTS [--soft CENTS]]',
  about: `Shows a project's budgets with what is spent and reserved, or sets one. A run whose maximum does not
fit into every budget is refused before it starts; past the soft limit it starts with a warning.
Days, weeks and months are those of UTC.`,
  positionals: [{ name: 'project', required: true }, { name: 'action', required: false }, { name: 'period', required: false }, { name: 'cents', required: false }],
  options: { soft: { type: 'string', value: 'CENTS', help: 'warn from here on (default: no warning)' } },
  examples: ['lime budget SHOP', 'lime budget SHOP set daily 500 --soft 400'],
  run: async (context, { values, positionals: [key = '', action, period, cents] }) => {
    const body = action === undefined ? null : readBudget(action, period, cents, values.soft);
    const client = context.client();
    const { id } = await findProject(client, key);
    const budgets = body ? [await client.setProjectBudget({ id, body })] : (await client.listProjectBudgets({ id })).items;
    if (context.json) writeJson(context, body ? budgets[0] : { items: budgets });
    else if (budgets.length === 0) context.write(`No budgets: runs of ${key} may cost what they ask for. Set one with: npx lime budget ${key} set daily CENTS\n`);
    else context.write(formatTable(budgets.map((budget) => budgetRow(budget, context.paint))));
    return exitCodes.ok;
  },
});

function readBudget(action: string, period: string | undefined, cents: string | undefined, soft: string | undefined) {
  if (action !== 'set') throw usageError(`unknown action ${action}`, 'It may be: set daily|weekly|monthly CENTS');
  if (period === undefined || cents === undefined) throw usageError('write it as: lime budget KEY set daily|weekly|monthly CENTS');
  return { period: oneOf('the period', BudgetPeriod, period), limitCents: readCents('the limit', cents), softLimitCents: soft === undefined ? null : readCents('--soft', soft) };
}

function budgetRow({ period, limitCents, softLimitCents, spentCents, reservedCents }: BudgetView, paint: Context['paint']): string[] {
  return [paint.bold(period), `${formatCents(limitCents)} at most`, `${formatCents(spentCents)} spent`, `${formatCents(reservedCents)} reserved`, softLimitCents === null ? '' : `warns from ${formatCents(softLimitCents)}`];
}
