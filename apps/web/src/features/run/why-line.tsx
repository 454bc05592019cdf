import type { RunDetail } from '@lime/contracts';
import { Info } from 'lucide-react';
import { needsReview, isOver } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';

/** Why the run stands where it stands, and what would free it. Where the review bar says so itself, this is silent. */
export function WhyLine({ detail: { run, why } }: { detail: RunDetail }) {
  if (isOver(run) || needsReview(run)) return null;
  return (
    <div className="flex items-start gap-2 rounded-xl border border-line bg-surface px-3.5 py-2 text-[13px]">
      <Info size={15} aria-hidden className="mt-0.5 shrink-0 text-faint" />
      <p className="min-w-0 text-muted [overflow-wrap:anywhere]">
        <span className="text-ink">{why.state}</span>
        {why.waitsFor === null ? null : ` Waits for ${why.waitsFor}`}
        {why.since === null ? null : (
          <>
            {' '}
            (<TimeAgo at={why.since} />)
          </>
        )}
        {why.waitsFor === null && why.since === null ? null : '.'}
        {why.whoseMove === null ? null : ` The move is ${why.whoseMove}’s.`}
        {why.whatFreesIt === null ? null : ` ${why.whatFreesIt}`}
      </p>
    </div>
  );
}
