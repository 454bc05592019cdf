import type { StepView } from '@lime/contracts';
import { memo } from 'react';
import { clockTime } from '../../../lib/time.ts';
import { cx } from '../../../lib/class-names.ts';
import { EventRow } from './event-row.tsx';
import { ToolCall } from './tool-call.tsx';
import type { TranscriptRow } from './transcript-rows.ts';

type RowViewProps = { row: TranscriptRow; steps: ReadonlyMap<string, StepView>; open: boolean | undefined; onToggle: (key: number, open: boolean) => void };

/** One row of the transcript, with its time at the left where there is room. */
export const RowView = memo(function RowView({ row, steps, open, onToggle }: RowViewProps) {
  if (row.kind === 'step') return <StepHeading title={(row.stepId === null ? undefined : steps.get(row.stepId)?.title) ?? 'Step'} />;
  const index = row.stepId === null ? null : (steps.get(row.stepId)?.itemIndex ?? null);
  return (
    <div className="flex gap-3 px-4 py-1" data-seq={row.key}>
      <time dateTime={row.at} className="hidden w-14 shrink-0 pt-0.5 font-mono text-[11px] leading-5 text-faint tabular-nums sm:block">
        {clockTime(row.at)}
      </time>
      {index === null ? null : <span className="w-8 shrink-0 pt-0.5 font-mono text-[11px] leading-5 text-faint">#{index + 1}</span>}
      <div className="min-w-0 flex-1">
        {row.kind === 'tool' ? <ToolCall row={row} open={open} onToggle={onToggle} /> : null}
        {row.kind === 'log' ? <pre className={cx('font-mono text-[12.5px] leading-5 break-words whitespace-pre-wrap', row.stream === 'stderr' ? 'text-warn' : 'text-muted')}>{row.text}</pre> : null}
        {row.kind === 'event' ? <EventRow body={row.body} /> : null}
      </div>
    </div>
  );
});

function StepHeading({ title }: { title: string }) {
  return (
    <div className="flex items-center gap-3 px-4 pt-4 pb-1.5">
      <h2 className="text-[13px] font-semibold">{title}</h2>
      <span aria-hidden className="h-px flex-1 bg-line" />
    </div>
  );
}
