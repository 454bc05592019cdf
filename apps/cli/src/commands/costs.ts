import { type CostPage, CostGroup } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatCents } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';

export const command = defineCommand({
  usage: 'costs [--by WHAT] [--from DATE] [--to DATE] [--project KEY]',
  about: `What was spent on models in a time (default: the last thirty days), by day, run, ticket, model, project
or provider, and what a change costs that people accepted: all runs of its ticket count, failed and
rejected ones, plans and reviews too.`,
  positionals: [],
  options: {
    by: { type: 'string', value: 'WHAT', help: `${CostGroup.options.join(', ')} (default: day)` },
    from: { type: 'string', value: 'DATE', help: 'from this day or time on, in UTC: 2026-01-31' },
    to: { type: 'string', value: 'DATE', help: 'before this day or time' },
    project: { type: 'string', value: 'KEY', help: 'of this project alone' },
    cursor: { type: 'string', value: 'CURSOR', help: 'the page after the one that ended with this' },
    limit: { type: 'string', value: 'N', help: 'lines a page, at most 500 (default: 50)' },
  },
  examples: ['lime costs', 'lime costs --by ticket --from 2026-01-01', 'lime costs --by model --project SHOP --json'],
  run: async (context, { values }) => {
    const client = context.client();
    const { by, from, to, project, cursor, limit } = values;
    const page = await client.readCosts({ query: {
      by: by === undefined ? 'day' : oneOf('--by', CostGroup, by), ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(cursor !== undefined && { cursor }), ...(limit !== undefined && { limit: Number(limit) }),
      ...(project !== undefined && { projectId: (await findProject(client, project)).id }),
    } });
    if (context.json) writeJson(context, page);
    else context.write(describe(page, context.paint));
    return exitCodes.ok;
  },
});

function describe({ items, total, accepted, next }: CostPage, paint: Context['paint']): string {
  const tokens = (row: CostPage['total']) => `${row.inputTokens.toLocaleString('en')} tokens in, ${row.outputTokens.toLocaleString('en')} out`;
  const rows = items.map((item) => [printableLine(item.label, 60), formatCents(item.costCents), paint.dim(tokens(item))]);
  const table = formatTable([...rows, [paint.bold('total'), paint.bold(formatCents(total.costCents)), paint.dim(tokens(total))]]);
  const change = accepted.perChangeCents === null ? 'No change was accepted in this time.' : `${plural(accepted.changes, 'accepted change')}: ${formatCents(accepted.perChangeCents)} each (${formatCents(accepted.costCents)} for all runs of their tickets)`;
  return `${table}${next === null ? '' : `  there is more: --cursor ${next}\n`}\n${change}\n`;
}
