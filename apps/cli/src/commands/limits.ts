import { SetLimitBody } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'limits [set SCOPE MAX | remove SCOPE]',
  about: `Shows or sets how many agent steps may be at work at once: "tenant" bounds all of them together,
"provider:NAME" those of one provider. A lower limit stops nothing that is at work already. Without
a limit of its own a provider is bounded by that of the tenant, and the tenant by the default.`,
  positionals: [{ name: 'action', required: false }, { name: 'scope', required: false }, { name: 'max', required: false }],
  options: {},
  examples: ['lime limits', 'lime limits set tenant 8', 'lime limits set provider:recipe 2', 'lime limits remove provider:recipe'],
  run: async (context, { positionals: [action, scope, max] }) => {
    const limit = action === undefined ? null : readLimit(action, scope, max);
    const limits = (await (limit ? context.client().setLimit({ body: limit }) : context.client().listLimits())).items;
    if (context.json) writeJson(context, { items: limits });
    else context.write(formatTable(limits.map((one) => [context.paint.bold(one.scope), `at most ${one.max} at once`])));
    return exitCodes.ok;
  },
});

function readLimit(action: string, scope: string | undefined, max: string | undefined): SetLimitBody {
  if (action !== 'set' && action !== 'remove') throw usageError(`unknown action ${action}`, 'It may be: set SCOPE MAX, or remove SCOPE');
  if (scope === undefined || (max === undefined) === (action === 'set')) throw usageError(`write it as: lime limits ${action === 'set' ? 'set SCOPE MAX' : 'remove SCOPE'}`);
  const parsed = SetLimitBody.safeParse({ scope, max: action === 'remove' ? null : Number(max) });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues[0];
  throw usageError(wrong?.path[0] === 'scope' ? `${scope} ${wrong.message}` : `${max} is not a whole number from 1 to 10000`);
}
