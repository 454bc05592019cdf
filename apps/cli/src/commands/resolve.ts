import { ResolveEffectBody } from '@lime/contracts';
import { CliError, exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { oneOf } from './one-of.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('resolve');
const form = 'RUN applied|not_applied "what you saw"';

export const command = defineCommand({
  usage: `resolve ${form} [--effect ID]`,
  about: `Says what became of a change in the outside world that nobody can tell of, such as a deployment whose receiver answered
with a failure: the run goes on with that, and does it once more where it has not happened. Look first.`,
  positionals: [{ name: 'run', required: true }, { name: 'outcome', required: true }, { name: 'note', required: true }],
  options: { effect: { type: 'string', value: 'ID', help: 'which one, where a run has several' } },
  examples: ['lime resolve 12 applied "It is there: version 3 answers"'],
  run: async (context, { positionals: [runId, outcome, note], values: { effect } }) => {
    const client = context.client();
    const { effects } = await client.readRun({ id: required(runId, form) });
    const open = effects.filter(({ id, status }) => status === 'unknown' && (effect === undefined || id === effect));
    const [only] = open;
    if (!only) throw new CliError({ message: 'nothing of this run waits for somebody to look', hint: `"lime why ${runId}" says where it stands.`, code: 'nothing_to_resolve' });
    if (open.length > 1) throw new CliError({ message: 'several changes of this run wait for somebody to look', hint: `Name one with --effect: ${open.map(({ id, kind }) => `${id} (${kind})`).join(', ')}`, code: 'ambiguous' });
    const said = await client.resolveEffect({ id: only.id, body: { outcome: oneOf('OUTCOME', ResolveEffectBody.shape.outcome, required(outcome, form)), note: required(note, form) } });
    if (context.json) writeJson(context, said);
    else context.write(`${printableLine(said.kind)}: ${said.status}\n`);
    return exitCodes.ok;
  },
});
