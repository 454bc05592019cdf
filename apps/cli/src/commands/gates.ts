import { readPages } from '@lime/client';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'gates',
  about: 'Lists what waits for your decision, what has waited longest first. Answer with: lime approve RUN, or lime reject RUN',
  positionals: [],
  options: {},
  examples: ['lime gates', "lime gates --json | jq -r '.items[].run.id'"],
  run: async (context) => {
    const gates = await readPages((cursor) => context.client().listGates({ query: { cursor, limit: 200 } }));
    if (context.json) writeJson(context, { items: gates });
    else if (gates.length === 0) context.write('Nothing waits for you.\n');
    else context.write(formatTable(gates.map(({ run, question, openedAt }) => [context.paint.bold(run.id), formatAge(openedAt), printableLine(question, 60), printableLine(run.title, 80)])));
    return exitCodes.ok;
  },
});
