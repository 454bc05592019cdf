import type { ChecksContent, NewArtifact } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { compareChecks } from '../checks/compare-checks.ts';
import { detectChecks } from '../checks/detect-checks.ts';
import type { StepOutcome } from '../run-assignment.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { cloneRepository, type Cloned } from './clone-repository.ts';
import { failed, type Failed } from './failed.ts';
import { publishBroken, publishResults } from './publish-results.ts';
import { runChecksAfter, runChecksBefore } from './run-checks.ts';
import { planRecipe, runRecipe } from './run-recipe.ts';
import { runSetup } from './run-setup.ts';
import { takeDiff, type TakenDiff } from './take-diff.ts';
import type { Workbench } from './workbench.ts';

/** What the work has come to: enough to report from. */
type Result = { cloned: Cloned; diff: TakenDiff; checks: ChecksContent; note: string };

/** Clone, set-up, checks, recipe, diff, checks again, upload: the phases of a step, each able to end it. */
export async function workThrough(bench: Workbench): Promise<StepOutcome> {
  const { work } = bench.step.assignment;
  const { time } = bench.timer;
  const cloned = await time('clone', () => cloneRepository(bench));
  if (!cloned.ok) return endedBy(cloned);
  const planned = await planRecipe(bench);
  if (!planned.ok) return endedBy(planned);
  const set = await time('setup', () => runSetup(bench, cloned.workspace.baseSha));
  if (!set.ok) return endedBy(set);
  const where = { baseSha: cloned.workspace.baseSha, exclude: set.exclude };
  const commands = await chooseChecks(bench);
  const before = await time('checks_before', () => runChecksBefore(bench, commands, set.installed, where));
  if (!before.ok) return endedBy(before);
  const recipe = await time('recipe', () => runRecipe(bench, planned.plan, set.installed));
  if (!recipe.ok) return endedBy(recipe);
  const diff = await time('diff', () => takeDiff(bench, where));
  if (!diff.ok) return endedBy(diff);
  if (!mayChange(bench) || diff.patch.byteLength === 0) return report(bench, { cloned, diff, checks: { before: before.results, after: [] }, note: '' });
  const again = planned.plan.changesDependencies ? await time('setup', () => runSetup(bench, cloned.workspace.baseSha)) : set;
  if (!again.ok) return endedBy(again);
  const after = await time('checks_after', () => runChecksAfter(bench, commands, again.installed));
  if (!after.ok) return endedBy(after);
  const checks = { before: before.results, after: after.results };
  const comparison = compareChecks(before.results, after.results, work.mode);
  if (comparison.ok) return report(bench, { cloned, diff, checks, note: comparison.note });
  return endedBy(failed(comparison.code === 'checks_broke' ? 'checks_broken' : comparison.code, comparison.message), await publishBroken(bench, diff, checks));
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

async function report(bench: Workbench, { cloned, diff, checks, note }: Result): Promise<StepOutcome> {
  const { filesChanged, insertions, deletions } = diff.stats;
  const changed = mayChange(bench) && diff.patch.byteLength > 0;
  if (changed) await bench.step.emit({ type: 'diff', filesChanged, insertions, deletions, sha256: sha256Hex(diff.patch) });
  const published = await publishResults(bench, diff, checks);
  if (!published.ok) return endedBy(published);
  const stats = { filesChanged, insertions, deletions };
  const summary = summarise(bench, diff, note);
  await bench.step.emit({ type: 'message', role: 'assistant', text: summary });
  const output = { summary, changed, baseSha: cloned.workspace.baseSha, targetRef: cloned.targetRef, stats, checks, timings: bench.timer.timings };
  return { status: 'succeeded', output, artifacts: published.artifacts };
}

function summarise({ step }: Workbench, { stats, patch }: TakenDiff, note: string): string {
  const { mode, recipe } = step.assignment.work;
  if (patch.byteLength === 0) return `${recipe.name} found nothing to change.`;
  const would = mode === 'review' || mode === 'plan' ? 'would change' : 'changed';
  return `${recipe.name} ${would} ${stats.filesChanged} ${stats.filesChanged === 1 ? 'file' : 'files'} (+${stats.insertions} −${stats.deletions}).${note ? ` ${note}` : ''}`;
}
