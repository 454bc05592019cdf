import type { MessageAnswer } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome, runLink } from '../follow/report-outcome.ts';

export const command = defineCommand({
  usage: 'message RUN "TEXT" [--force] [--detach]',
  about: `Says something to a run. An agent at work takes it in. Work that waits for a decision is done again with
it, going on from what was proposed. A run that is over is gone on with by a new run, on the same ticket.
What starts work again is followed to its next gate, with the exit codes of "lime run".`,
  positionals: [{ name: 'run', required: true }, { name: 'text', required: true }],
  options: { force: { type: 'boolean', help: 'go on though the ticket waits for others (who may change the project)' }, detach: { type: 'boolean', help: 'say it and return at once' } },
  examples: ['lime message 12 "leave the generated files alone"'],
  run: async (context, { values, positionals: [runId = '', text = ''] }) => {
    const { run: before } = await context.client().readRun({ id: runId });
    const answer = await context.client().messageRun({ id: runId, body: { text, force: values.force } });
    if (context.json) context.write(`${JSON.stringify({ ...answer, runId, sent: true, link: runLink(context, answer.run.id) })}\n`);
    else context.write(`${describe(answer, runId)}\n`);
    if (answer.became === 'message' || values.detach) return exitCodes.ok;
    const redone = answer.became === 'redo';
    const stopped = await followToEnd(context, { runId: answer.run.id, after: redone ? before.lastSeq : 0, until: (state) => hasEnded(state) || (isAtGate(state) && (!redone || state.waitingSince !== before.waitingSince)) });
    return reportOutcome(context, stopped);
  },
});

function describe({ became, run }: MessageAnswer, runId: string): string {
  if (became === 'message') return `sent to run ${runId}`;
  return became === 'redo' ? `run ${runId} goes back to its agent with it` : `run ${run.id} goes on with run ${runId}`;
}
