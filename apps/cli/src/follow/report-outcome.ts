import type { RunDetail, RunSummary } from '@lime/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, exitCodes } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { describeFindings } from './describe-findings.ts';
import { describeSecrets } from './describe-secrets.ts';
import { diffStat } from './diff-stat.ts';
import { runState } from '../commands/runs.ts';
import { printableLine } from '../terminal/printable.ts';
import { hasEnded, isAtGate, isAtOthers } from './follow-to-end.ts';

/** Says where a run stopped and what to do now. Gives the exit code: 1 for failed and cancelled runs. */
export async function reportOutcome(context: Context, run: RunSummary): Promise<number> {
  const detail = await detailOf(context, run.id);
  const exitCode = run.status === 'failed' || run.status === 'cancelled' ? exitCodes.failed : exitCodes.ok;
  if (context.json) {
    context.write(`${JSON.stringify({ run: detail.run, gates: detail.gates, link: runLink(context, run.id) })}\n`);
    return exitCode;
  }
  context.write('\n');
  context.write(await describeFindings(context.renewClient(), detail.artifacts, context.paint));
  if (isAtGate(run)) reportGate(context, detail);
  else if (isAtOthers(run)) reportOthers(context, detail);
  else if (hasEnded(run)) reportEnd(context, detail);
  return exitCode;
}

/** The server may have started again while we followed: then the token that let us in is not valid any more. */
async function detailOf(context: Context, runId: string): Promise<RunDetail> {
  try {
    return await context.renewClient().readRun({ id: runId });
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'unauthenticated') throw error;
    await sleep(500);
    return context.renewClient().readRun({ id: runId });
  }
}

export function runLink(context: Context, runId: string): string {
  return `${context.client().connection.server}/runs/${runId}`;
}

function reportGate(context: Context, { run, gates, artifacts }: RunDetail): void {
  const { paint, write } = context;
  const gate = gates.find((candidate) => candidate.status === 'open');
  const artifact = artifacts.find((candidate) => candidate.id === gate?.artifactId);
  write(`${paint.yellow('‖')} ${paint.bold(printableLine(gate?.question ?? 'Waiting for a decision'))}\n`);
  if (artifact) write(diffStat(artifact, paint));
  write(describeSecrets(gate?.secrets ?? [], run.id, paint));
  write(`\n  look     ${runLink(context, run.id)}\n           npx lime diff ${run.id}\n`);
  write(`  approve  npx lime approve ${run.id}\n  reject   npx lime reject ${run.id} --note "why"\n`);
}

function reportOthers({ write, paint }: Context, { run, children }: RunDetail): void {
  write(`${paint.bold('It goes on in runs of its own')}; each asks about its change before anything is pushed.\n`);
  for (const child of children) write(`  ${child.id}  ${runState(child, paint)}  ${printableLine(child.title, 60)}\n`);
  write(`\n  look     npx lime show ${run.id}\n  follow   npx lime watch ${run.id}\n`);
}

function reportEnd(context: Context, { run, effects }: RunDetail): void {
  const { paint, write } = context;
  if (run.status === 'succeeded') write(`${paint.green('✔')} ${paint.bold('succeeded')}  ${printableLine(run.title)}\n`);
  else if (run.status === 'cancelled') write(`${paint.yellow('■')} ${paint.bold('cancelled')}  ${printableLine(run.title)}\n`);
  else write(`${paint.red('✘')} ${paint.bold('failed')}${run.error ? `  ${printableLine(run.error.message, 300)} (${run.error.code})` : ''}\n`);
  for (const effect of effects) {
    write(`  ${printableLine(effect.kind)}: ${effect.status}${effect.error && effect.error.message !== run.error?.message ? `, ${printableLine(effect.error.message)}` : ''}\n`);
    if (effect.status === 'unknown') write(`    nobody knows whether it happened; look, then say so: npx lime resolve ${run.id} applied|not_applied "what you saw"\n`);
  }
  write(paint.dim(`  ${runLink(context, run.id)}\n`));
}
