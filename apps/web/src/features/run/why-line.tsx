import type { RunDetail } from '@lime/contracts';
import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { needsReview, isOver } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';

/** Why the run stands where it stands, and what would free it. Where the review bar says so itself, this is silent. */
export function WhyLine({ detail: { run, why } }: { detail: RunDetail }) {
  if (isOver(run) || needsReview(run)) return null;
  return (
    <div className="flex items-start gap-2.5 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-[13px]">
      <Info size={15} aria-hidden className="mt-0.5 shrink-0 text-faint" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">{why.state}</p>
        <dl className="flex flex-wrap gap-x-5 gap-y-0.5 text-muted">
          {why.waitsFor === null ? null : <Fact name="Waits for">{why.waitsFor}</Fact>}
          {why.since === null ? null : (
            <Fact name="Since">
              <TimeAgo at={why.since} />
            </Fact>
          )}
          {why.whoseMove === null ? null : <Fact name="Whose move">{why.whoseMove}</Fact>}
          {why.whatFreesIt === null ? null : <Fact name="What frees it">{why.whatFreesIt}</Fact>}
        </dl>
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="inline text-faint">{name}: </dt>
      <dd className="inline">{children}</dd>
    </div>
  );
}
