import type { StepView } from '@lime/contracts';
import { Ban, CircleCheck, CircleDashed, CircleDot, CircleEllipsis, CircleMinus, CircleX, Hand } from 'lucide-react';
import { cx } from '../../lib/class-names.ts';

const marks: Record<StepView['status'], { icon: typeof CircleCheck; className: string; words: string }> = {
  queued: { icon: CircleDashed, className: 'text-faint', words: 'not yet' },
  running: { icon: CircleDot, className: 'text-info animate-pulse-dot', words: 'running' },
  waiting: { icon: CircleEllipsis, className: 'text-info', words: 'waiting' },
  succeeded: { icon: CircleCheck, className: 'text-ok', words: 'succeeded' },
  failed: { icon: CircleX, className: 'text-bad', words: 'failed' },
  cancelled: { icon: Ban, className: 'text-faint', words: 'cancelled' },
  skipped: { icon: CircleMinus, className: 'text-faint', words: 'skipped' },
};

/** A step's state as an icon, with words for those who don't see it. */
export function StepMark({ step, small = false }: { step: Pick<StepView, 'status' | 'kind'>; small?: boolean }) {
  const { icon, className, words } = marks[step.status];
  const asks = step.status === 'waiting' && step.kind === 'gate';
  const Icon = asks ? Hand : icon;
  return (
    <span role="img" aria-label={asks ? 'needs a decision' : words} title={asks ? 'needs a decision' : words} className={cx('inline-flex shrink-0', asks ? 'text-warn' : className)}>
      <Icon size={small ? 14 : 17} aria-hidden />
    </span>
  );
}
