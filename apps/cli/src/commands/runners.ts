import { readPages } from '@lime/client';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'runners',
  about: `Lists the machines that do the work: whether they are online, how many of the steps that they can have at
once they have in hand, who can do the work there, and the labels that a run may ask for. A shared one
works for all tenants of the installation; it is busy with theirs too.`,
  positionals: [],
  options: {},
  examples: ['lime runners'],
  run: async (context) => {
    const runners = await readPages((cursor) => context.client().listRunners({ query: { cursor } }));
    const { paint } = context;
    if (context.json) writeJson(context, { items: runners });
    else if (runners.length === 0) context.write('No runners. Add this machine with: npx lime runner-token create NAME\n');
    else {
      context.write(
        formatTable(runners.map((runner) => [
          paint.bold(printableLine(runner.name)),
          runner.online ? paint.green('online') : paint.dim('offline'),
          `${runner.busy} of ${runner.capacity} busy`,
          printableLine(runner.providers.join(', ')),
          `seen ${formatAge(runner.lastSeenAt)}`,
          printableLine([...(runner.shared ? ['(shared)'] : []), runner.labels.join(', ')].join(' ')),
        ])),
      );
    }
    return exitCodes.ok;
  },
});
