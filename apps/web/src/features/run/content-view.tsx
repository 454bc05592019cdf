import type { ArtifactView, RunDetail } from '@lime/contracts';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { SkeletonList } from '../../components/skeleton.tsx';
import { ArtifactContent } from './artifact-content.tsx';
import { DeploymentPlanView } from './deployment-plan-view.tsx';
import { useReviewed } from './find-reviewed.ts';
import { type Review, useReviews } from './find-reviews.ts';
import { PlanView } from './plan-view.tsx';
import { ReviewView } from './review-view.tsx';

const DiffView = lazy(() => import('./diff/diff-view.tsx').then((module) => ({ default: module.DiffView })));

/** Kinds of artifact that a run is about. */
const titles: Record<string, string> = { diff: 'Changes', partial_diff: 'Unfinished changes', broken_diff: 'Rejected by its checks', refused_diff: 'Outside the allowed paths', plan: 'Plan', review: 'Review', deployment: 'Deployment' };

export function contentTitle(artifact: ArtifactView | undefined): string {
  return titles[artifact?.kind ?? ''] ?? 'Changes';
}

/** The artifact that the run is about: what is asked about now, or else its last change, plan or review. */
export function mainArtifact(artifacts: readonly ArtifactView[], askedAbout: string | undefined): ArtifactView | undefined {
  const ours = artifacts.filter((artifact) => artifact.kind in titles);
  return artifacts.find((artifact) => artifact.id === askedAbout) ?? ours.findLast((artifact) => !artifact.superseded) ?? ours.at(-1);
}

/** Whether the artifact is shown in columns that scroll by themselves. */
export function scrollsItself(artifact: ArtifactView | undefined): boolean {
  return artifact?.kind.endsWith('diff') ?? false;
}

export function ContentView({ detail, artifact }: { detail: RunDetail; artifact: ArtifactView }) {
  if (artifact.kind === 'plan') return <PlanView artifact={artifact} steps={detail.steps} />;
  if (artifact.kind === 'review') return <ReviewContentView detail={detail} artifact={artifact} />;
  if (artifact.kind === 'deployment') return <DeploymentPlanView artifact={artifact} />;
  // Whatever is asked about is shown, also what this page has no view for.
  return artifact.kind.endsWith('diff') ? <ChangeView detail={detail} artifact={artifact} /> : <ArtifactContent artifact={artifact} schema={z.never()}>{() => null}</ArtifactContent>;
}

/** Why a change is not one to apply. */
const warnings: Record<string, string> = {
  partial_diff: 'The agent was stopped before it was done. This is how far it came; nobody is asked to apply it.',
  refused_diff: 'This change touches files that the run may not change, so nobody is asked to apply it.',
  broken_diff: 'A check that passed before fails with this change, so nobody is asked to apply it.',
};

function ChangeView({ detail, artifact }: { detail: RunDetail; artifact: ArtifactView }) {
  const reviews = useReviews(detail, artifact);
  const warning = artifact.superseded ? 'The work was begun anew since. This is what it came to before.' : warnings[artifact.kind];
  return (
    <div className="flex flex-col gap-3 lg:h-full">
      {warning === undefined ? null : <p className="shrink-0 rounded-xl bg-warn-soft px-4 py-2.5 text-[13px]">{warning}</p>}
      <div className="min-h-0 flex-1">
        <Change artifact={artifact} reviews={reviews} />
      </div>
    </div>
  );
}

function ReviewContentView({ detail, artifact }: { detail: RunDetail; artifact: ArtifactView }) {
  const reviewed = useReviewed(detail);
  return <ReviewView artifact={artifact}>{reviewed === undefined ? undefined : (content) => <Change artifact={reviewed} reviews={[{ runId: detail.run.id, content }]} />}</ReviewView>;
}

function Change({ artifact, reviews }: { artifact: ArtifactView; reviews: readonly Review[] }) {
  return (
    <Suspense fallback={<SkeletonList count={4} label="Loading the change" className="h-28" />}>
      <DiffView artifact={artifact} reviews={reviews} />
    </Suspense>
  );
}
