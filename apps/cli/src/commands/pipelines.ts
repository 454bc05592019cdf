import { buildPipelines, PipelineRunStatus, type PipelineRunView } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { followToEnd, hasEnded } from '../follow/follow-to-end.ts';
import { reportOutcome } from '../follow/report-outcome.ts';
import type { Values } from '../option-specs.ts';
import { formatAge } from '../terminal/format.ts';
import { printable, printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('pipelines');

const options = {
  project: { type: 'string', value: 'KEY', help: 'list, runs: of this project' },
  pipeline: { type: 'string', value: 'ID', help: 'runs: of this pipeline' },
  ticket: { type: 'string', value: 'ID', help: 'runs: of the commits of this ticket' },
  status: { type: 'string', value: 'STATUS', help: 'runs: queued, in_progress or completed' },
  ref: { type: 'string', value: 'NAME', help: 'start: the branch or tag' },
  input: { type: 'string', multiple: true, value: 'NAME=VALUE', help: 'start: an input; may be given several times' },
  all: { type: 'boolean', help: 'rerun: not only what failed' },
} as const;

export const command = defineCommand({
  usage: 'pipelines [list | runs | refresh ID | start ID [--ref NAME] [--input NAME=VALUE] | log RUN | rerun RUN [--all]]',
  about: `Build pipelines of the repositories at their forges: webhooks tell of their runs, and "refresh" asks for them.
Starting one, or running one again, is a run of ours that asks the forge once. Settings are changed with
"lime build-pipelines set".`,
  positionals: [{ name: 'action', required: false }, { name: 'id', required: false }],
  options,
  examples: ['lime pipelines', 'lime pipelines runs --project SHOP --status completed', 'lime pipelines start 3 --ref main --input level=debug', 'lime pipelines log 17', 'lime pipelines rerun 17'],
  run: async (context, { values, positionals: [action = 'list', id] }) => {
    if (action === 'list') await list(context, values);
    else if (action === 'runs') await runs(context, values);
    else if (action === 'refresh') await refresh(context, required(id, 'refresh ID'));
    else if (action === 'start') return follow(context, await context.client().startPipeline({ id: required(id, 'start ID'), body: { inputs: inputsOf(values.input ?? []), ...(values.ref !== undefined && { ref: values.ref }) } }));
    else if (action === 'rerun') return follow(context, await context.client().rerunPipeline({ id: required(id, 'rerun RUN'), body: { only: values.all ? 'all' : 'failed' } }));
    else if (action === 'log') await log(context, required(id, 'log RUN'));
    else throw usageError(`unknown action ${action}`, 'It may be: list, runs, refresh, start, log, rerun');
    return exitCodes.ok;
  },
});

function inputsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(given.map((one) => {
    const at = one.indexOf('=');
    if (at < 1) throw usageError(`--input ${one} is not NAME=VALUE`);
    return [one.slice(0, at), one.slice(at + 1)];
  }));
}

async function projectQuery(context: Context, key: string | undefined): Promise<{ projectId?: string }> {
  return key === undefined ? {} : { projectId: (await findProject(context.client(), key)).id };
}

async function list(context: Context, { project }: Values<typeof options>): Promise<void> {
  const { items } = await context.client().keep(buildPipelines).list({ query: { limit: 200, ...(await projectQuery(context, project)) } });
  if (context.json) return writeJson(context, { items });
  const rows = items.map((one) => [one.id, context.paint.bold(printableLine(one.name)), one.provider.replaceAll('_', ' '), printableLine(one.config.workflow), one.enabled ? '' : 'disabled', one.discovered ? 'found' : '']);
  context.write(rows.length > 0 ? formatTable(rows) : 'No pipelines. The first webhook that tells of one adds it; or: npx lime build-pipelines create\n');
}

async function runs(context: Context, { project, pipeline, ticket, status }: Values<typeof options>): Promise<void> {
  const query = { ...(await projectQuery(context, project)), ...(pipeline !== undefined && { pipelineId: pipeline }), ...(ticket !== undefined && { ticketId: ticket }), ...(status !== undefined && { status: oneOf('--status', PipelineRunStatus, status) }) };
  const page = await context.client().listPipelineRuns({ query });
  if (context.json) return writeJson(context, page);
  context.write(page.items.length > 0 ? formatTable(page.items.map((one) => rowOf(context, one))) : 'No runs.\n');
}

function rowOf({ paint }: Context, one: PipelineRunView): string[] {
  const word = printableLine((one.conclusion ?? one.status).replaceAll('_', ' '), 40);
  const state = one.conclusion === 'success' ? paint.green(word) : one.conclusion === 'failure' || one.conclusion === 'failed' ? paint.red(word) : word;
  return [one.id, paint.bold(`${printableLine(one.pipeline)} #${one.number}`), state, one.attempt > 1 ? `attempt ${one.attempt}` : '', printableLine(one.repository), `${one.headSha.slice(0, 12)} ${printableLine(one.headRef)}`, one.pullRequest === null ? '' : `PR ${one.pullRequest}`, paint.dim(formatAge(one.updatedAt))];
}

async function refresh(context: Context, id: string): Promise<void> {
  const done = await context.client().refreshPipeline({ id });
  if (context.json) writeJson(context, done);
  else context.write(`${done.runs} runs read, ${done.changed} of them new or changed\n`);
}

async function follow(context: Context, { id }: { id: string }): Promise<number> {
  return reportOutcome(context, await followToEnd(context, { runId: id, after: 0, until: hasEnded }));
}

async function log(context: Context, id: string): Promise<void> {
  const { text } = await context.client().readPipelineLog({ id });
  if (context.json) writeJson(context, { text });
  else context.write(text === '' ? 'Nothing of it failed.\n' : `${printable(text)}\n`);
}
