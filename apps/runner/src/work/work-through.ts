import type { ChecksContent, NewArtifact } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { compareChecks, findNothingRed } from '../checks/compare-checks.ts';
import { detectChecks } from '../checks/detect-checks.ts';
import type { AgentEnd, PreparedAgent } from '../providers/provider.ts';
import { findProvider } from '../providers/providers.ts';
import type { StepOutcome } from '../run-assignment.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { cloneRepository, type Cloned } from './clone-repository.ts';
import { failed, type Failed } from './failed.ts';
import { findPathsOutside } from './find-paths-outside.ts';
import { publishBroken, publishChange, publishFindings, publishUnfinished } from './publish-results.ts';
import { runAgent } from './run-agent.ts';
import { runChecksAfter, runChecksBefore } from './run-checks.ts';
import { runSetup } from './run-setup.ts';
import { takeOverChange } from './take-over-change.ts';
import { takeDiff, type TakenDiff } from './take-diff.ts';
import type { Workbench } from './workbench.ts';

type Done = Extract<AgentEnd, { kind: 'done' }>;

/** What the work has come to: enough to report from. */
type Result = { agent: PreparedAgent; end: Done; cloned: Cloned; diff: TakenDiff; checks: ChecksContent; note: string };

/** Clone, set-up, checks, the agent's work, diff, checks again, upload: the phases of a step, each able to end it. */
export async function workThrough(bench: Workbench): Promise<StepOutcome> {
  const { work, checkEnv } = bench.step.assignment;
  const { time } = bench.timer;
  if (checkEnv.problem !== null) return endedBy(failed('env_unavailable', checkEnv.problem));
  const cloned = await time('clone', () => cloneRepository(bench));
  if (!cloned.ok) return endedBy(cloned);
  const prepared = await prepare(bench);
  if (!prepared.ok) return endedBy(prepared);
  const { agent } = prepared;
  const set = await time('setup', () => runSetup(bench, cloned.workspace.baseSha));
  if (!set.ok) return endedBy(set);
  const where = { baseSha: cloned.workspace.baseSha, exclude: set.exclude };
  const commands = await chooseChecks(bench);
  const before = await time('checks_before', () => runChecksBefore(bench, commands, set.installed, where));
  if (!before.ok) return endedBy(before);
  const unprovable = findNothingRed(before.results, work.mode);
  if (unprovable) return endedBy(failed(unprovable.code, unprovable.message));
  const taken = await takeOverChange(bench);
  if (!taken.ok) return endedBy(taken);
  // The change may have brought other dependencies.
  const ready = taken.patch === null ? set : await time('setup', () => runSetup(bench, cloned.workspace.baseSha));
  if (!ready.ok) return endedBy(ready);
  const end = await time('agent', () => runAgent(bench, agent, { installed: ready.installed, where, checks: commands, patch: taken.patch }));
  if (end.kind === 'unfinished') return endedUnfinished(bench, end, where);
  if (!mayChange(bench)) return reportFindings(bench, agent, end, cloned);
  const diff = await time('diff', () => takeDiff(bench, where));
  if (!diff.ok) return endedBy(diff);
  const result = { agent, end, cloned, diff };
  if (diff.patch.byteLength === 0) return report(bench, { ...result, checks: { before: before.results, after: [] }, note: '' });
  const outside = findPathsOutside(diff.paths, work.allowedPaths);
  if (outside) return endedBy(outside, await publishBroken(bench, diff, { before: before.results, after: [] }));
  return checkChange(bench, result, { before: before.results, commands, where, installed: ready.installed });
}

type Guarded = { before: ChecksContent['before']; commands: readonly string[]; where: Parameters<typeof takeDiff>[1]; installed: Parameters<typeof runChecksAfter>[2] };

/** A change must not break what was whole before. */
async function checkChange(bench: Workbench, result: Omit<Result, 'checks' | 'note'>, { before, commands, where, installed }: Guarded): Promise<StepOutcome> {
  const { agent, end, cloned, diff } = result;
  const { time } = bench.timer;
  const again = agent.changesDependencies ? await time('setup', () => runSetup(bench, cloned.workspace.baseSha)) : { ok: true as const, installed };
  if (!again.ok) return endedBy(again);
  const after = await time('checks_after', () => runChecksAfter(bench, commands, again.installed));
  if (!after.ok) return bench.step.signal.aborted ? endedUnfinished(bench, { failure: after, session: end.session }, where) : endedBy(after);
  const checks = { before, after: after.results };
  const comparison = compareChecks(before, after.results, bench.step.assignment.work.mode);
  if (comparison.ok) return report(bench, { ...result, checks, note: comparison.note });
  return endedBy(failed(comparison.code === 'checks_broke' ? 'checks_broken' : comparison.code, comparison.message), await publishBroken(bench, diff, checks));
}

async function prepare(bench: Workbench): ReturnType<NonNullable<ReturnType<typeof findProvider>>['prepare']> {
  const { provider } = bench.step.assignment.work;
  return findProvider(provider)?.prepare(bench) ?? failed('provider_missing', `This runner does not know the provider ${provider}.`);
}

/** What guards the change: the checks that were asked for, else those that the repository has. */
async function chooseChecks(bench: Workbench): Promise<readonly string[]> {
  if (!mayChange(bench)) return [];
  return bench.step.assignment.work.checks ?? (await detectChecks(viewRepository(bench.tree)));
}

/** Review and plan only say what would change: nothing to guard, nothing to approve. */
function mayChange({ step }: Workbench): boolean {
  const { mode } = step.assignment.work;
  return mode === 'implement' || mode === 'bugfix';
}

function endedBy({ code, message, retryable }: Failed, artifacts: NewArtifact[] = []): StepOutcome {
  return { status: 'failed', error: { code, message }, retryable, artifacts };
}

/** An agent that could not finish leaves what it has changed so far, for people to see and for a run that goes on with it. */
async function endedUnfinished(bench: Workbench, { failure, session }: Omit<Extract<AgentEnd, { kind: 'unfinished' }>, 'kind'>, where: Parameters<typeof takeDiff>[1]): Promise<StepOutcome> {
  const { step } = bench;
  if (!mayChange(bench) || step.handIn.aborted) return endedBy(failure);
  const handingIn = { ...bench, step: { ...step, signal: step.handIn } };
  const diff = await takeDiff(handingIn, where);
  return endedBy(failure, diff.ok ? await publishUnfinished(handingIn, diff, session) : []);
}

async function reportFindings(bench: Workbench, agent: PreparedAgent, { answer, findings, session }: Done, cloned: Cloned): Promise<StepOutcome> {
  if (findings === null) return endedBy(failed('answer_invalid', `${agent.label} came to no ${bench.step.assignment.work.mode}.`));
  const published = await publishFindings(bench, findings, session);
  if (!published.ok) return endedBy(published);
  const { summary } = findings.mode === 'plan' ? findings.plan : findings.review;
  const proposed = findings.mode === 'plan' ? { tickets: findings.plan.tickets.length } : { changesRequested: findings.review.verdict === 'request_changes' };
  if (answer === '') await bench.step.emit({ type: 'message', role: 'assistant', text: summary });
  return succeeded(bench, cloned, { summary, changed: false, stats: { filesChanged: 0, insertions: 0, deletions: 0 }, checks: { before: [], after: [] }, ...proposed }, published.artifacts);
}

async function report(bench: Workbench, { agent, end, cloned, diff, checks, note }: Result): Promise<StepOutcome> {
  const { filesChanged, insertions, deletions } = diff.stats;
  const stats = { filesChanged, insertions, deletions };
  const changed = diff.patch.byteLength > 0;
  if (changed) await bench.step.emit({ type: 'diff', ...stats, sha256: sha256Hex(diff.patch) });
  const published = await publishChange(bench, diff, checks, end.session);
  if (!published.ok) return endedBy(published);
  const summary = summarise(agent, diff, note);
  await bench.step.emit({ type: 'message', role: 'system', text: summary });
  return succeeded(bench, cloned, { summary, changed, stats, checks }, published.artifacts);
}

type Said = Pick<Extract<StepOutcome, { status: 'succeeded' }>['output'], 'summary' | 'changed' | 'tickets' | 'changesRequested' | 'stats' | 'checks'>;

function succeeded({ timer }: Workbench, { workspace, targetRef }: Cloned, said: Said, artifacts: NewArtifact[]): StepOutcome {
  return { status: 'succeeded', output: { ...said, baseSha: workspace.baseSha, targetRef, timings: timer.timings }, artifacts };
}

function summarise({ label }: PreparedAgent, { stats, patch }: TakenDiff, note: string): string {
  if (patch.byteLength === 0) return `${label} found nothing to change.`;
  return `${label} changed ${stats.filesChanged} ${stats.filesChanged === 1 ? 'file' : 'files'} (+${stats.insertions} −${stats.deletions}).${note ? ` ${note}` : ''}`;
}
