import { usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome } from '../follow/report-outcome.ts';

export const command = defineCommand({
  usage: 'watch RUN [--after SEQ] [--until-gate]',
  about: `Prints a run's transcript from its beginning (or after the event SEQ) and follows it until the run
ends. With --json each line is one event; the last line holds the run. A lost connection is made
anew without losing or repeating an event.`,
  positionals: [{ name: 'run', required: true }],
  options: {
    after: { type: 'string', value: 'SEQ', help: 'skip the events up to this number' },
    'until-gate': { type: 'boolean', help: 'stop also when the run waits at a gate' },
  },
  examples: ['lime watch 12', 'lime watch 12 --after 250', "lime watch 12 --json | jq -r 'select(.body.type == \"error\") | .body.text'"],
  run: async (context, { values, positionals }) => {
    if (values.after !== undefined && !/^\d{1,15}$/.test(values.after)) throw usageError(`--after ${values.after} is not the number of an event`);
    const until = values['until-gate'] ? (run: Parameters<typeof hasEnded>[0]) => hasEnded(run) || isAtGate(run) : hasEnded;
    const stopped = await followToEnd(context, { runId: positionals[0] ?? '', after: Number(values.after ?? 0), until });
    return reportOutcome(context, stopped);
  },
});
