import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'runners',
  about: 'Lists the machines that do the work: whether they are online and how many steps they have in hand.',
  positionals: [],
  options: {},
  examples: ['lime runners'],
  run: async (context) => {
    const runners = await context.client().runners();
    const { paint } = context;
    if (context.json) writeJson(context, { items: runners });
    else if (runners.length === 0) context.write('No runners. Add this machine with: npx lime runner-token create NAME\n');
    else {
      context.write(
        formatTable(runners.map((runner) => [
          paint.bold(printableLine(runner.name)),
          runner.online ? paint.green('online') : paint.dim('offline'),
          `${runner.busy} of ${runner.capacity} busy`,
          `seen ${formatAge(runner.lastSeenAt)}`,
          printableLine(runner.labels.join(', ')),
        ])),
      );
    }
    return exitCodes.ok;
  },
});
