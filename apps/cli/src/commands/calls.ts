import type { ModelCallView } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatDuration, formatMicros } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'calls RUN [--after CALL]',
  about: `What a run asked of models, oldest first: which model and upstream, how it ended, tokens, cost, and how often
it was tried. What was asked and answered is kept only when the tenant wants it so (docs/models.md).`,
  positionals: [{ name: 'run', required: true }],
  options: { after: { type: 'string', value: 'CALL', help: 'the page after this call' } },
  examples: ['lime calls 12', 'lime calls 12 --json'],
  run: async (context, { values, positionals }) => {
    const page = await context.client().listModelCalls({ id: positionals[0] ?? '', query: { cursor: values.after } });
    if (context.json) writeJson(context, page);
    else context.write(page.items.length === 0 ? 'It has asked no model.\n' : `${formatTable(page.items.map(rowOf))}${page.next === null ? '' : `  there is more: --after ${page.next}\n`}`);
    return exitCodes.ok;
  },
});

function rowOf(call: ModelCallView): string[] {
  const input = call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens;
  const took = call.endedAt === null ? '' : formatDuration(Date.parse(call.endedAt) - Date.parse(call.startedAt));
  const tokens = `${input.toLocaleString('en')} in, ${call.outputTokens.toLocaleString('en')} out${call.estimated ? ' (estimated)' : ''}`;
  const cost = call.costMicros === null ? `holds ${formatMicros(call.heldMicros)}` : formatMicros(call.costMicros);
  const trouble = [call.attempts > 1 ? `tried ${call.attempts} times` : '', printableLine(call.failure ?? '', 100)].filter(Boolean).join(', ');
  return [call.id, printableLine(call.model), printableLine(call.upstream ?? ''), call.status, tokens, cost, took, trouble];
}
