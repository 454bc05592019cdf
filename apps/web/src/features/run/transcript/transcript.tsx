import type { StepView } from '@lime/contracts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemNote } from '../../../components/problem-note.tsx';
import { SkeletonList } from '../../../components/skeleton.tsx';
import type { RunFeedState } from '../../../lib/run-feed.ts';
import { RowView } from './row-view.tsx';
import { type TranscriptRow, transcriptRows } from './transcript-rows.ts';

type TranscriptProps = { feed: RunFeedState & { retry: () => void }; steps: StepView[]; over: boolean };

const heights: Record<TranscriptRow['kind'], number> = { tool: 48, log: 60, step: 44, event: 34 };
/** Nearer to the end than this counts as being at the end. */
const nearEnd = 48;

/** What the run says, as it says it. Only the rows in view are in the page, so length costs nothing. */
export function Transcript({ feed, steps, over }: TranscriptProps) {
  const { events, count } = feed;
  const byId = useMemo(() => new Map(steps.map((step) => [step.id, step])), [steps]);
  const groupOf = useCallback((stepId: string) => byId.get(stepId)?.parentStepId ?? stepId, [byId]);
  // `events` grows in place: its length is what tells that it did.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const rows = useMemo(() => transcriptRows(events, groupOf), [events, count, groupOf]);

  if (feed.error !== null && count === 0) return <Padded><ProblemNote error={feed.error} onRetry={feed.retry} /></Padded>;
  if (feed.loading && count === 0) return <Padded><SkeletonList count={8} label="Loading the transcript" className="h-6" /></Padded>;
  if (rows.length === 0) return <EmptyState title="Nothing has been said yet">The transcript appears here as the run goes on.</EmptyState>;
  return <VirtualRows rows={rows} steps={byId} follow={!over} />;
}

function Padded({ children }: { children: React.ReactNode }) {
  return <div className="p-4">{children}</div>;
}

function VirtualRows({ rows, steps, follow }: { rows: TranscriptRow[]; steps: ReadonlyMap<string, StepView>; follow: boolean }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlyMap<number, boolean>>(new Map());
  const [atEnd, setAtEnd] = useState(true);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'event'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 16,
    // New rows are followed while the end is in view, and only then: who scrolls up, reads.
    ...(follow ? { anchorTo: 'end' as const, followOnAppend: true, scrollEndThreshold: nearEnd } : {}),
  });
  useLayoutEffect(() => {
    if (follow) virtualizer.scrollToEnd();
    // Only where the reader begins: from there on the list follows by itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const toggle = useCallback((key: number, open: boolean) => setOpened((before) => new Map(before).set(key, open)), []);
  const noticeEnd = () => {
    const box = scroller.current;
    if (box !== null) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd);
  };

  return (
    <div className="relative h-full min-h-0">
      <div ref={scroller} onScroll={noticeEnd} tabIndex={0} role="log" aria-live="off" aria-label="Transcript" data-transcript className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:outline-offset-[-2px]">
        <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div key={item.key} ref={virtualizer.measureElement} data-index={item.index} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
                <RowView row={row} steps={steps} open={opened.get(row.key)} onToggle={toggle} />
              </div>
            );
          })}
        </div>
      </div>
      {atEnd ? null : (
        <Button small className="absolute right-4 bottom-3 rounded-full px-3 shadow-pop" onClick={() => virtualizer.scrollToIndex(rows.length - 1, { align: 'end' })}>
          <ArrowDown size={14} aria-hidden /> {follow ? 'Follow' : 'To the end'}
        </Button>
      )}
    </div>
  );
}
