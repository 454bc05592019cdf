import { type ArtifactView, ReviewContent } from '@lime/contracts';
import type { ReactNode } from 'react';
import { ArtifactContent } from './artifact-content.tsx';
import { ReviewComment } from './diff/review-comment.tsx';
import { ReviewSummary } from './diff/review-summary.tsx';

type ReviewViewProps = {
  artifact: ArtifactView;
  /** Shows the comments beside the change that was reviewed, where it was one. */
  children: ((content: ReviewContent) => ReactNode) | undefined;
};

/** What a reviewer says, place by place. */
export function ReviewView({ artifact, children }: ReviewViewProps) {
  return (
    <ArtifactContent artifact={artifact} schema={ReviewContent}>
      {(content) => children?.(content) ?? <Alone content={content} runId={artifact.runId} />}
    </ArtifactContent>
  );
}

function Alone({ content, runId }: { content: ReviewContent; runId: string }) {
  return (
    <div className="flex max-w-3xl flex-col gap-3">
      <ReviewSummary runId={null} content={content} />
      {content.comments.map((comment, index) => (
        <ReviewComment key={index} comment={{ ...comment, runId }} place={`${comment.path}:${comment.line}`} />
      ))}
    </div>
  );
}
