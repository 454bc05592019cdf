import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { decide, describeDecision } from '../follow/decide.ts';

export const command = defineCommand({
  usage: 'reject RUN --note TEXT [--sha256 HASH]',
  about: 'Says no at the gate where the run waits. The note says why and is kept; nothing is pushed.',
  positionals: [{ name: 'run', required: true }],
  options: {
    note: { type: 'string', value: 'TEXT', help: 'why not' },
    sha256: { type: 'string', value: 'HASH', help: 'reject only this content' },
  },
  examples: ['lime reject 12 --note "breaks the public API"'],
  run: async (context, { values, positionals }) => {
    if (!values.note?.trim()) throw usageError('--note is missing', 'Say why, so that whoever comes next knows.');
    const { gate, artifact } = await decide(context.client(), positionals[0] ?? '', { decision: 'reject', note: values.note, sha256: values.sha256 });
    if (context.json) writeJson(context, gate);
    else context.write(describeDecision(context, gate, artifact));
    return exitCodes.ok;
  },
});
