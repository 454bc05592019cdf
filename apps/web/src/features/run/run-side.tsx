import { givenOf, type RunDetail } from '@lime/contracts';
import { useMemo } from 'react';
import type { RunFeedState } from '../../lib/run-feed.ts';
import { useMedia } from '../../lib/use-media.ts';
import { Decisions, hasDecisions } from './decisions.tsx';
import { GivenSection } from './given-section.tsx';
import { networkOf } from './network.ts';
import { NetworkSection } from './network-section.tsx';
import { hasRelations, RelatedRuns } from './related-runs.tsx';
import { RunFacts } from './run-facts.tsx';
import { StepList } from './step-list.tsx';
import type { Usage } from './usage.ts';
import { workOf } from './work-of.ts';

type RunSideProps = { detail: RunDetail; feed: RunFeedState; usage: Usage };

/** Steps and facts: beside the content on large screens, folded away above it on small ones. */
export function RunSide({ detail, feed, usage }: RunSideProps) {
  // `events` grows in place: its length is what tells that it did.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const network = useMemo(() => networkOf(feed.events), [feed.events, feed.count]);
  const given = useMemo(() => givenOf(detail), [detail]);
  const wide = useMedia('(min-width: 1024px)');
  const top = detail.steps.filter((step) => step.parentStepId === null);
  const done = top.filter((step) => step.status === 'succeeded' || step.status === 'skipped').length;
  const content = (
    <>
      <section aria-label="Steps">
        <StepList steps={detail.steps} />
      </section>
      {hasDecisions(detail.gates) ? (
        <section aria-label="Decisions" className="px-2">
          <Decisions gates={detail.gates} />
        </section>
      ) : null}
      {hasRelations(detail) ? (
        <section aria-label="Other runs" className="px-2">
          <RelatedRuns detail={detail} />
        </section>
      ) : null}
      {given === null ? null : (
        <section aria-label="Given to the agent" className="px-2">
          <GivenSection given={given} />
        </section>
      )}
      {network.length === 0 ? null : (
        <section aria-label="Network" className="px-2">
          <NetworkSection lines={network} allowed={workOf(detail).egress} />
        </section>
      )}
      <section aria-label="About this run" className="border-t border-line px-2 pt-3">
        <RunFacts detail={detail} usage={usage} />
      </section>
    </>
  );
  if (wide) return <aside aria-label="Steps and facts" className="flex w-72 shrink-0 flex-col gap-4 overflow-y-auto pb-6">{content}</aside>;
  return (
    <details className="rounded-xl border border-line bg-surface">
      <summary className="px-3.5 py-2.5 text-[13px] font-medium select-none">
        Steps: {done} of {top.length} done
      </summary>
      <div className="flex flex-col gap-4 px-2 pb-3">{content}</div>
    </details>
  );
}
