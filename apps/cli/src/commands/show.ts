import { givenOf, type RunDetail, type StepView } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { describeFindings } from '../follow/describe-findings.ts';
import { describeSecrets } from '../follow/describe-secrets.ts';
import { runLink } from '../follow/report-outcome.ts';
import { formatAge, formatCents, formatDuration, formatSize } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { runState } from './runs.ts';

export const command = defineCommand({
  usage: 'show RUN',
  about: 'Shows a run: its state, steps with times, artifacts, gates with their decisions, and effects.',
  positionals: [{ name: 'run', required: true }],
  options: {},
  examples: ['lime show 12', 'lime show 12 --json'],
  run: async (context, { positionals }) => {
    const detail = await context.client().readRun({ id: positionals[0] ?? '' });
    if (context.json) writeJson(context, detail);
    else context.write(formatRun(context, detail) + await describeFindings(context.client(), detail.artifacts, context.paint));
    return exitCodes.ok;
  },
});

function formatRun(context: Context, detail: RunDetail): string {
  const { run, steps, artifacts, gates, effects, followers, children } = detail;
  const { paint } = context;
  const head = [
    `${paint.bold(`run ${run.id}`)}  ${runState(run, paint)}  ${printableLine(run.title)}`,
    paint.dim(`${run.workflow}, started ${formatAge(run.createdAt)} by ${printableLine(run.createdBy)}, cost ${formatCents(run.costCents)}`),
    ...(run.from ? [paint.dim(`${run.from.as === 'review' ? 'reviews' : 'goes on with'} run ${run.from.runId}`)] : []),
    ...(run.attemptGroupId === null ? [] : [paint.dim(`one of several attempts: npx lime attempts ${run.id}`)]),
    ...(run.error ? [paint.red(`${printableLine(run.error.message, 1000)} (${run.error.code})`)] : []),
    paint.dim(runLink(context, run.id)),
  ];
  return [
    `${head.join('\n')}\n`,
    section('steps', steps.map((step) => [step.key, step.status, stepTime(step), printableLine(step.error?.message ?? step.runnerName ?? '', 100)])),
    section('given', given(detail)),
    section('artifacts', artifacts.map((artifact) => [artifact.id, artifact.kind, formatSize(artifact.size), artifact.sha256.slice(0, 12), printableLine(artifact.name)])),
    section('gates', gates.flatMap((gate) => [
      [gate.status, printableLine(gate.question), gate.sha256.slice(0, 12), ''],
      ...gate.approvals.map((approval) => ['', `${approval.decision} by ${printableLine(approval.by)}`, approval.sha256.slice(0, 12), printableLine(approval.note)]),
    ])),
    describeSecrets(gates.findLast((gate) => gate.status === 'open')?.secrets ?? [], run.id, paint),
    section('followed by', followers.map((next) => [next.id, next.from?.as === 'review' ? 'reviews it' : 'goes on with it', runState(next, paint), printableLine(next.title, 60)])),
    section('started', children.map((child) => [child.id, runState(child, paint), formatCents(child.costCents), printableLine(child.title, 60)])),
    section('effects', effects.map((effect) => [effect.kind, effect.status, printableLine(effect.error?.message ?? '')])),
  ].join('');

  function section(title: string, rows: string[][]): string {
    return rows.length === 0 ? '' : `\n${paint.bold(title)}\n${formatTable(rows.map((row) => ['', ...row]))}`;
  }
}

/** What its agents were given of the ticket. */
function given(detail: RunDetail): string[][] {
  const { comments, files } = givenOf(detail) ?? { comments: { said: [], leftOut: 0 }, files: [] };
  const talk = comments.said.length === 0 ? [] : [[plural(comments.said.length, 'comment'), comments.leftOut > 0 ? `without ${comments.leftOut} earlier ones` : '']];
  return [...talk, ...files.map(({ name, size }) => [printableLine(name), formatSize(size)])];
}

function stepTime(step: StepView): string {
  if (!step.startedAt) return '';
  const end = step.endedAt ? Date.parse(step.endedAt) : Date.now();
  return formatDuration(Math.max(0, end - Date.parse(step.startedAt)));
}
