import type { ReviewContent } from '@lime/contracts';
import { MarkdownText } from '../../../components/markdown.tsx';
import { RunLink } from '../related-runs.tsx';

/** What a reviewer said about a place, and in which run. */
export type PlacedComment = ReviewContent['comments'][number] & { runId: string };

/** A reviewer's comment, with what it would rather see there. */
export function ReviewComment({ comment, place = null }: { comment: PlacedComment; place?: string | null }) {
  return (
    <article aria-label={`Comment on line ${comment.line}`} className="border-l-3 border-info bg-info-soft px-3.5 py-2.5 font-sans text-[13px]">
      <p className="mb-1 text-xs text-muted">
        {place === null ? null : <span className="mr-2 font-mono text-ink">{place}</span>}
        <RunLink runId={comment.runId} />
      </p>
      <MarkdownText text={comment.text} />
      {comment.suggestion === null ? null : (
        <>
          <p className="mt-2 text-xs text-muted">Suggested instead</p>
          <pre tabIndex={0} aria-label="Suggested lines" className="mt-1 overflow-x-auto rounded-lg bg-surface px-3 py-2 font-mono text-xs leading-5">
            {comment.suggestion}
          </pre>
        </>
      )}
    </article>
  );
}
