import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome, runLink } from '../follow/report-outcome.ts';

export const command = defineCommand({
  usage: 'redo RUN [--note TEXT] [--detach]',
  about: `Sends the work that waits for a decision back to its agent: on the newest base, with what you say.
The question is withdrawn with every approval that it had; the new content is asked about anew.
Follows the run to its next gate, with the exit codes of "lime run".`,
  positionals: [{ name: 'run', required: true }],
  options: {
    note: { type: 'string', value: 'TEXT', help: 'what to do better; it stands in the transcript, for the agent to read' },
    detach: { type: 'boolean', help: 'send it back and return at once' },
  },
  examples: ['lime redo 12', 'lime redo 12 --note "keep the old name as an alias"'],
  run: async (context, { values, positionals }) => {
    const client = context.client();
    const runId = positionals[0] ?? '';
    const { run: before } = await client.readRun({ id: runId });
    const run = await client.redoRun({ id: runId, body: { note: values.note ?? '' } });
    if (context.json) context.write(`${JSON.stringify({ run, link: runLink(context, run.id) })}\n`);
    else context.write(`${context.paint.bold(`run ${run.id}`)} goes back to its agent  ${context.paint.dim(runLink(context, run.id))}\n${values.detach ? `  watch it  npx lime watch ${run.id} --after ${before.lastSeq}\n` : '\n'}`);
    if (values.detach) return exitCodes.ok;
    const stopped = await followToEnd(context, { runId, after: before.lastSeq, until: (state) => hasEnded(state) || (isAtGate(state) && state.waitingSince !== before.waitingSince) });
    return reportOutcome(context, stopped);
  },
});
