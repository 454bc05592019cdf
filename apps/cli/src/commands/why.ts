import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'why RUN',
  about: 'Says where a run stands: what it waits for, since when, whose move it is, and what would free it.',
  positionals: [{ name: 'run', required: true }],
  options: {},
  examples: ['lime why 12'],
  run: async (context, { positionals }) => {
    const why = await context.client().readWhy({ id: positionals[0] ?? '' });
    if (context.json) writeJson(context, why);
    else {
      const rows = [
        ['state', why.state],
        ['waits for', why.waitsFor],
        ['since', why.since && `${formatAge(why.since)}  (${why.since})`],
        ['whose move', why.whoseMove],
        ['what frees it', why.whatFreesIt],
      ];
      context.write(formatTable(rows.flatMap(([name, value]) => (name && value ? [[context.paint.dim(name), printable(value)]] : []))));
    }
    return exitCodes.ok;
  },
});
