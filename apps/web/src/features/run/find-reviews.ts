import { type ArtifactView, ReviewContent, type RunDetail } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import { useQueries } from '@tanstack/react-query';
import { artifactTextQuery } from './get-artifact-text.ts';
import { runQuery } from './get-run.ts';
import { workOf } from './work-of.ts';

/** What an agent had to say about a change, in which run. */
export type Review = { runId: string; content: ReviewContent };

/** The reviews of exactly this change: by the next stage of its chain, and by other runs. One of an earlier change would speak of other lines. */
export function useReviews(detail: RunDetail, change: ArtifactView | undefined): Review[] {
  const reviewers = change?.kind === 'diff' ? detail.followers.filter((run) => run.from?.as === 'review' && run.status === 'succeeded') : [];
  const details = useQueries({ queries: reviewers.map((run) => runQuery(run.id)) }).flatMap(({ data }) => data ?? []);
  const own = change === undefined ? [] : reviewInChain(detail, change);
  const others = details.filter((one) => workOf(one).from?.patch?.sha256 === change?.sha256).flatMap((one) => one.artifacts.findLast(({ kind }) => kind === 'review') ?? []);
  const artifacts = [...own, ...others];
  const texts = useQueries({ queries: artifacts.map((artifact) => artifactTextQuery(artifact, true)) });
  return artifacts.flatMap((artifact, index) => {
    const content = ReviewContent.safeParse(parseJson(texts[index]?.data?.text ?? '')).data;
    return content === undefined ? [] : [{ runId: artifact.runId, content }];
  });
}

/** In a chain the stage after a change reviews it. Steps that were set aside, when people sent work back, have a `~` in their key. */
function reviewInChain({ steps, artifacts }: RunDetail, change: ArtifactView): ArtifactView[] {
  const standing = steps.filter(({ key }) => !key.includes('~'));
  const next = standing[standing.findIndex(({ id }) => id === change.stepId) + 1];
  return artifacts.filter(({ kind, stepId, superseded }) => kind === 'review' && stepId === next?.id && !superseded).slice(-1);
}
