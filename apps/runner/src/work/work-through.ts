import type { ChecksContent, NewArtifact } from '@lime/contracts';
import { explainPathsOutside } from '@lime/git';
import { sha256Hex } from '@lime/kernel';
import { compareChecks, findNothingRed } from '../checks/compare-checks.ts';
import type { AgentEnd, PreparedAgent } from '../providers/provider.ts';
import { findProvider } from '../providers/providers.ts';
import type { StepOutcome } from '../run-assignment.ts';
import { failed, type Failed } from './failed.ts';
import { named, placesOf } from './places.ts';
import { publishBroken, publishChange, publishFindings, publishRefused, publishUnfinished } from './publish-results.ts';
import { checkPlacesAfter, checkPlacesBefore, choosePlacesChecks, type ClonedPlace, clonePlaces, installedInAll, type ReadyPlace, setUpPlaces, takePlacesDiff } from './ready-places.ts';
import { runAgent } from './run-agent.ts';
import { takeOverChange } from './take-over-change.ts';
import type { PartialDiff, TakenDiff } from './take-diff.ts';
import type { Workbench } from './workbench.ts';

type Done = Extract<AgentEnd, { kind: 'done' }>;

/** What the work has come to: enough to report from. `parts`: the change in each of its repositories. */
type Result = { agent: PreparedAgent; end: Done; places: readonly ReadyPlace[]; diff: TakenDiff; parts: readonly PartialDiff[]; checks: ChecksContent; note: string };

/** Clone, set-up, checks, the agent's work, diff, checks again, upload: the phases of a step, each able to end it. Of several repositories each goes through them. */
export async function workThrough(bench: Workbench): Promise<StepOutcome> {
  const { work, checkEnv, agentEnv } = bench.step.assignment;
  const { time } = bench.timer;
  const problem = checkEnv.problem ?? agentEnv.problem;
  if (problem !== null) return endedBy(failed('env_unavailable', problem));
  const cloned = await time('clone', () => clonePlaces(placesOf(bench)));
  if (!cloned.ok) return endedBy(cloned);
  const prepared = await prepare(bench);
  if (!prepared.ok) return endedBy(prepared);
  const { agent } = prepared;
  const set = await time('setup', () => setUpPlaces(cloned.places));
  if (!set.ok) return endedBy(set);
  const places = await choosePlacesChecks(set.places, mayChange(bench));
  const before = await time('checks_before', () => checkPlacesBefore(places));
  if (!before.ok) return endedBy(before);
  const unprovable = findNothingRed(before.results, work.mode);
  if (unprovable) return endedBy(failed(unprovable.code, unprovable.message));
  const taken = await takeOverChange(bench, places);
  if (!taken.ok) return endedBy(taken);
  // The change may have brought other dependencies. What was left out of the diff before is still left out.
  const again = taken.patch === null ? { ok: true as const, places } : await time('setup', () => setUpPlaces(places));
  if (!again.ok) return endedBy(again);
  const ready = again.places.map((place, index) => ({ ...place, where: places[index]?.where ?? place.where }));
  const checks = ready.flatMap((place) => named(place, place.checks.map((command) => ({ command })))).map(({ command }) => command);
  const end = await time('agent', () => runAgent(bench, agent, { installed: installedInAll(ready), places: ready, checks, patch: taken.patch }));
  if (end.kind === 'unfinished') return endedUnfinished(bench, end, ready);
  if (!mayChange(bench)) return reportFindings(bench, agent, end, ready);
  const changed = await time('diff', () => takePlacesDiff(ready));
  if (!changed.ok) return endedBy(changed);
  const { diff, parts } = changed;
  const result = { agent, end, places: ready, diff, parts };
  if (diff.patch.byteLength === 0) return report(bench, { ...result, checks: { before: before.results, after: [] }, note: '' });
  const outside = parts.map(({ place, diff: { paths } }) => explainPathsOutside(paths, place.bench.step.assignment.work.allowedPaths)).find((refusal) => refusal !== null);
  if (outside) return endedBy(failed('path_not_allowed', outside), await publishRefused(bench, diff));
  return checkChange(bench, result, before.results);
}

/** A change must not break what was whole before. */
async function checkChange(bench: Workbench, result: Omit<Result, 'checks' | 'note'>, before: ChecksContent['before']): Promise<StepOutcome> {
  const { agent, end, places, diff } = result;
  const { time } = bench.timer;
  const again = agent.changesDependencies ? await time('setup', () => setUpPlaces(places)) : { ok: true as const, places };
  if (!again.ok) return endedBy(again);
  const after = await time('checks_after', () => checkPlacesAfter(again.places));
  if (!after.ok) return bench.step.signal.aborted ? endedUnfinished(bench, { failure: after, session: end.session }, places) : endedBy(after);
  const checks = { before, after: after.results };
  const comparison = compareChecks(before, after.results, bench.step.assignment.work.mode);
  if (comparison.ok) return report(bench, { ...result, checks, note: comparison.note });
  return endedBy(failed(comparison.code === 'checks_broke' ? 'checks_broken' : comparison.code, comparison.message), await publishBroken(bench, diff, checks));
}

async function prepare(bench: Workbench): ReturnType<NonNullable<ReturnType<typeof findProvider>>['prepare']> {
  const { provider } = bench.step.assignment.work;
  return findProvider(provider)?.prepare(bench) ?? failed('provider_missing', `This runner does not know the provider ${provider}.`);
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
async function endedUnfinished(bench: Workbench, { failure, session }: Omit<Extract<AgentEnd, { kind: 'unfinished' }>, 'kind'>, places: readonly ReadyPlace[]): Promise<StepOutcome> {
  const { step } = bench;
  if (!mayChange(bench) || step.handIn.aborted) return endedBy(failure);
  const handingIn = { ...bench, step: { ...step, signal: step.handIn } };
  const taken = await takePlacesDiff(places.map((place) => ({ ...place, bench: { ...place.bench, step: { ...place.bench.step, signal: step.handIn } } })));
  const artifacts = taken.ok ? await publishUnfinished(handingIn, taken.diff, session) : [];
  const kept = artifacts.some(({ kind }) => kind === 'partial_diff') ? ' What it had changed is kept.' : taken.ok && taken.diff.patch.byteLength === 0 ? ' It had changed nothing.' : '';
  return endedBy({ ...failure, message: `${failure.message}${kept}` }, artifacts);
}

async function reportFindings(bench: Workbench, agent: PreparedAgent, { answer, findings, session }: Done, places: readonly ClonedPlace[]): Promise<StepOutcome> {
  if (findings === null) return endedBy(failed('answer_invalid', `${agent.label} came to no ${bench.step.assignment.work.mode}.`));
  const published = await publishFindings(bench, findings, session);
  if (!published.ok) return endedBy(published);
  const { summary } = findings.mode === 'plan' ? findings.plan : findings.review;
  const proposed = findings.mode === 'plan' ? { tickets: findings.plan.tickets.length } : { changesRequested: findings.review.verdict === 'request_changes' };
  if (answer === '') await bench.step.emit({ type: 'message', role: 'assistant', text: summary });
  return succeeded(bench, places, [], { summary, changed: false, stats: { filesChanged: 0, insertions: 0, deletions: 0 }, checks: { before: [], after: [] }, ...proposed }, published.artifacts);
}

async function report(bench: Workbench, { agent, end, places, diff, parts, checks, note }: Result): Promise<StepOutcome> {
  const { filesChanged, insertions, deletions } = diff.stats;
  const stats = { filesChanged, insertions, deletions };
  const changed = diff.patch.byteLength > 0;
  if (changed) await bench.step.emit({ type: 'diff', ...stats, sha256: sha256Hex(diff.patch) });
  const published = await publishChange(bench, diff, parts, checks, end.session);
  if (!published.ok) return endedBy(published);
  const summary = summarise(agent, diff, note);
  await bench.step.emit({ type: 'message', role: 'system', text: summary });
  return succeeded(bench, places, parts, { summary, changed, stats, checks }, published.artifacts);
}

type Said = Pick<Extract<StepOutcome, { status: 'succeeded' }>['output'], 'summary' | 'changed' | 'tickets' | 'changesRequested' | 'stats' | 'checks'>;

function succeeded({ timer }: Workbench, places: readonly ClonedPlace[], parts: readonly PartialDiff[], said: Said, artifacts: NewArtifact[]): StepOutcome {
  const at = places.map(({ folder, cloned }, index) => ({ folder, baseSha: cloned.workspace.baseSha, targetRef: cloned.targetRef, changed: (parts[index]?.diff.patch.byteLength ?? 0) > 0 }));
  const repositories = at.flatMap(({ folder, ...rest }) => (folder === null ? [] : [{ folder, ...rest }]));
  const main = { baseSha: at[0]?.baseSha ?? '', targetRef: at[0]?.targetRef ?? '' };
  return { status: 'succeeded', output: { ...said, ...main, ...(repositories.length > 0 && { repositories }), timings: timer.timings }, artifacts };
}

function summarise({ label }: PreparedAgent, { stats, patch }: TakenDiff, note: string): string {
  if (patch.byteLength === 0) return `${label} found nothing to change.`;
  return `${label} changed ${stats.filesChanged} ${stats.filesChanged === 1 ? 'file' : 'files'} (+${stats.insertions} −${stats.deletions}).${note ? ` ${note}` : ''}`;
}
