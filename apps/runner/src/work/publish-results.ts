import type { ChecksContent, NewArtifact } from '@lime/contracts';
import { planContent } from '../results/plan-content.ts';
import { jsonBytes, publishArtifact } from '../results/publish-artifact.ts';
import { reviewContent } from '../results/review-content.ts';
import { failed, type Failed } from './failed.ts';
import type { TakenDiff } from './take-diff.ts';
import type { Workbench } from './workbench.ts';

const patchMime = 'text/x-diff';

type Content = Parameters<typeof publishArtifact>[1];

/**
 * Uploads what the step made. Implement and bugfix leave a change to be reviewed; review and plan
 * only say what would change. The checks were run on that content, so it is their parent.
 */
export async function publishResults(bench: Workbench, diff: TakenDiff, checks: ChecksContent): Promise<{ ok: true; artifacts: NewArtifact[] } | Failed> {
  const { mode } = bench.step.assignment.work;
  const main = mode === 'review' ? reviewArtifact(bench, diff) : mode === 'plan' ? planArtifact(bench, diff) : diff.patch.byteLength > 0 ? diffArtifact('diff', 'changes.diff', diff) : null;
  return publishAll(bench, [main, checksArtifact(checks, main ? [0] : [])]);
}

/** The same for a change that broke checks: people want to see it, nobody may approve it. */
export async function publishBroken(bench: Workbench, diff: TakenDiff, checks: ChecksContent): Promise<NewArtifact[]> {
  const published = await publishAll(bench, [diffArtifact('broken_diff', 'changes-that-broke-checks.diff', diff), checksArtifact(checks, [0])]);
  return published.ok ? published.artifacts : [];
}

async function publishAll(bench: Workbench, contents: (Content | null)[]): Promise<{ ok: true; artifacts: NewArtifact[] } | Failed> {
  const artifacts: NewArtifact[] = [];
  for (const content of contents) {
    if (!content) continue;
    const artifact = await publishArtifact(bench.step, content);
    if (!artifact) return failed('upload_failed', `The ${content.kind} could not be uploaded to the server; the runner's log says why.`, { retryable: true });
    artifacts.push(artifact);
  }
  return { ok: true, artifacts };
}

function diffArtifact(kind: string, name: string, { patch, stats }: TakenDiff): Content {
  return { kind, name, mime: patchMime, bytes: patch, metadata: stats };
}

function checksArtifact(checks: ChecksContent, parents: number[]): Content | null {
  if (checks.before.length === 0 && checks.after.length === 0) return null;
  const count = (outcome: 'passed' | 'other') => checks.after.filter((check) => (check.outcome === 'passed') === (outcome === 'passed')).length;
  return { kind: 'checks', name: 'checks.json', mime: 'application/json', bytes: jsonBytes(checks), parents, metadata: { passed: count('passed'), failed: count('other') } };
}

function reviewArtifact({ step }: Workbench, { patch, stats }: TakenDiff): Content {
  const review = reviewContent(step.assignment.work.recipe.name, new TextDecoder().decode(patch), stats);
  return { kind: 'review', name: 'review.json', mime: 'application/json', bytes: jsonBytes(review), metadata: { verdict: review.verdict, comments: review.comments.length + review.omitted } };
}

function planArtifact({ step }: Workbench, { stats }: TakenDiff): Content {
  const plan = planContent(step.assignment.work.recipe.name, step.assignment.work.title, stats);
  return { kind: 'plan', name: 'plan.json', mime: 'application/json', bytes: jsonBytes(plan), metadata: { tickets: plan.tickets.length, files: stats.filesChanged } };
}
