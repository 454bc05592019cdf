import { type HookResult, TestCodeBody, TestHookBody } from '@lime/contracts';
import type { z } from 'zod';
import { exitCodes, usageError } from '../cli-error.ts';
import { type Context, writeJson } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printable, printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import type { EntityActions } from './entity-actions.ts';
import { readJson } from './read-json.ts';

/** What hooks can do besides being kept: `lime hooks test 7`, `lime hooks runs 7`. */
export const hookActions: EntityActions = {
  usage: 'test [ID] | runs ID',
  options: {
    payload: { type: 'string', value: 'JSON', help: 'test: what happened, in place of a sample' },
    'allow-egress': { type: 'boolean', help: 'test: really make the requests that the hook makes' },
  },
  examples: ['lime hooks test 7', 'lime hooks test --event-type ticket_created --code @hook.ts', 'lime hooks runs 7'],
  actions: {
    test: async (context, { id, fields, values }) => {
      const { eventType, code, runtime, egress, timeoutMs } = fields;
      const sample = { ...(typeof values['payload'] === 'string' && { payload: readJson('--payload', values['payload']) }), allowEgress: values['allow-egress'] === true };
      if (id === undefined && (code === undefined || eventType === undefined)) throw usageError('which hook?', 'Write it as: lime hooks test ID, or lime hooks test --event-type EVENT --code @FILE');
      const client = context.client();
      const result = await (id === undefined ? client.testCode({ body: parsed(TestCodeBody, { ...sample, eventType, code, runtime, egress, timeoutMs }) }) : client.testHook({ id, body: parsed(TestHookBody, { ...sample, eventType }) }));
      if (context.json) writeJson(context, result);
      else showResult(context, result);
      return result.outcome === 'ok' || result.outcome === 'denied' ? exitCodes.ok : exitCodes.failed;
    },
    runs: async (context, { id }) => {
      if (id === undefined) throw usageError('which hook?', 'Write it as: lime hooks runs ID');
      const page = await context.client().listHookRuns({ id });
      if (context.json) writeJson(context, page);
      else context.write(page.items.length === 0 ? 'It has not been called yet.\n' : formatTable(page.items.map((run) => [run.id, formatAge(run.createdAt), run.eventType, run.outcome ?? run.status, run.durationMs === null ? '' : `${run.durationMs} ms`, printableLine(run.error?.message ?? JSON.stringify(run.output), 60)])));
      return exitCodes.ok;
    },
  },
};

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  throw usageError(`${error?.issues[0]?.path.join('.') ?? ''}: ${error?.issues[0]?.message ?? 'is not valid'}`);
}

function showResult(context: Context, { outcome, durationMs, output, error, log, egress }: HookResult): void {
  const place = error?.line ? ` (line ${error.line}${error.column ? `, column ${error.column}` : ''})` : '';
  context.write(`${context.paint.bold(outcome)} in ${durationMs} ms\n`);
  context.write(error ? `${printable(error.message)}${place}\n` : `${printable(JSON.stringify(output, null, 2))}\n`);
  for (const { method, host, allowed, status, reason } of egress) context.write(`${method} ${printableLine(host)}: ${allowed ? (status ?? 'allowed') : 'refused'}${reason === null ? '' : `, ${printableLine(reason, 200)}`}\n`);
  if (log !== '') context.write(`\n${printable(log)}\n`);
}
