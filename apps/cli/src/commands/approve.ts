import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { decide, describeDecision } from '../follow/decide.ts';
import { followToEnd, hasEnded, isAtGate, isAtOthers } from '../follow/follow-to-end.ts';
import { reportOutcome } from '../follow/report-outcome.ts';
import { writeJson } from '../context.ts';

export const command = defineCommand({
  usage: 'approve RUN [--note TEXT] [--sha256 HASH] [--acknowledge-secrets] [--detach]',
  about: `Says yes at the gate where the run waits, and follows what comes of it: the branch is pushed, and
merged when the project or the run says so. The yes is bound to the exact content shown; with
--sha256 it counts only if that is still the content you looked at.`,
  positionals: [{ name: 'run', required: true }],
  options: {
    note: { type: 'string', value: 'TEXT', help: 'kept with the decision' },
    sha256: { type: 'string', value: 'HASH', help: 'approve only this content' },
    'acknowledge-secrets': { type: 'boolean', help: 'the lines that look like secrets may go out; needs a --note that says why' },
    detach: { type: 'boolean', help: 'do not wait for what comes of it' },
  },
  examples: ['lime approve 12', 'lime approve 12 --note "looks right" --sha256 $(lime diff 12 | sha256sum | cut -d" " -f1)'],
  run: async (context, { values, positionals }) => {
    const runId = positionals[0] ?? '';
    const { run, gate, artifact } = await decide(context.client(), runId, { decision: 'approve', note: values.note, sha256: values.sha256, acknowledgeSecrets: values['acknowledge-secrets'] });
    const goesOn = gate.status === 'approved' && !values.detach;
    if (context.json && !goesOn) writeJson(context, gate);
    if (!context.json) context.write(describeDecision(context, gate, artifact));
    if (!goesOn) return exitCodes.ok;
    const stopped = await followToEnd(context, { runId, after: run.lastSeq, until: (state) => hasEnded(state) || isAtOthers(state) || (isAtGate(state) && state.waitingSince !== run.waitingSince) });
    return reportOutcome(context, stopped);
  },
});
