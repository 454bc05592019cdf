import type { ReviewContent } from '@lime/contracts';
import { MarkdownText } from '../../../components/markdown.tsx';
import { Status } from '../../../components/run-status.tsx';
import { RunLink } from '../related-runs.tsx';

/** What a review comes to. */
export function ReviewSummary({ runId, content }: { runId: string | null; content: ReviewContent }) {
  const asks = content.verdict === 'request_changes';
  const { length } = content.comments;
  return (
    <section aria-label="Review" className="rounded-xl border border-line bg-surface px-4 py-3">
      <p className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted">
        <Status tone={asks ? 'ask' : 'ok'} words={asks ? 'Asks for changes' : 'Has nothing against it'} pill />
        <span>
          {length === 1 ? '1 comment' : `${length} comments`}
          {content.omitted > 0 ? `, ${content.omitted} more left out` : ''}
        </span>
        {runId === null ? null : <RunLink runId={runId} />}
      </p>
      <MarkdownText text={content.summary} />
    </section>
  );
}
