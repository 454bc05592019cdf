import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { hasEnded } from '../follow/follow-to-end.ts';
import { runState } from './runs.ts';

export const command = defineCommand({
  usage: 'cancel RUN',
  about: 'Stops a run: what runs in a sandbox is killed, an open gate is closed, nothing more is applied.',
  positionals: [{ name: 'run', required: true }],
  options: {},
  examples: ['lime cancel 12'],
  run: async (context, { positionals }) => {
    const run = await context.client().cancelRun({ id: positionals[0] ?? '' });
    if (context.json) writeJson(context, run);
    else context.write(`run ${run.id}  ${hasEnded(run) ? runState(run, context.paint) : 'is being stopped'}\n`);
    return exitCodes.ok;
  },
});
