import { cx } from '../lib/class-names.ts';

/** Holds the place of what is still being read. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-skeleton rounded-lg bg-line', className)} />;
}

/** Several lines of skeleton, with words for those who don't see them. */
export function SkeletonList({ count, label, className }: { count: number; label: string; className?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className={className ?? 'h-10'} />
      ))}
    </div>
  );
}
