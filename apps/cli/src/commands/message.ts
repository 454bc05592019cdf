import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';

export const command = defineCommand({
  usage: 'message RUN "TEXT"',
  about: 'Says something to a run while it works. It stands in the transcript; an agent that can read takes it in.',
  positionals: [{ name: 'run', required: true }, { name: 'text', required: true }],
  options: {},
  examples: ['lime message 12 "leave the generated files alone"'],
  run: async (context, { positionals: [runId = '', text = ''] }) => {
    await context.client().sendMessage(runId, text);
    if (context.json) writeJson(context, { runId, sent: true });
    else context.write(`sent to run ${runId}\n`);
    return exitCodes.ok;
  },
});
