import type { AttemptView } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAttempts } from '../follow/format-attempts.ts';

export const command = defineCommand({
  usage: 'attempts RUN',
  about: `Compares the runs side by side that RUN is one of: who did it, how long it took and what it cost, what
it changed, its checks before and after, and what a review of it came to. Approving one withdraws the
others. "lime run --attempt" starts them; "lime run --review RUN --provider NAME" reviews one.`,
  positionals: [{ name: 'run', required: true }],
  options: {},
  examples: ['lime attempts 12', 'lime approve 13'],
  run: async (context, { positionals }) => {
    const attempts = await context.client().compareAttempts({ id: positionals[0] ?? '' });
    if (context.json) writeJson(context, attempts);
    else context.write(describe(context, attempts.items));
    return exitCodes.ok;
  },
});

function describe({ paint }: Context, items: AttemptView[]): string {
  const alone = items.length === 1 ? paint.dim('It stands alone: no other attempt was started beside it.\n') : '';
  return formatAttempts(items, paint) + alone;
}
