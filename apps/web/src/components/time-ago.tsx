import { cx } from '../lib/class-names.ts';
import { absolute, duration, relative } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';

/** A time in relation to now; the exact time is its title. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={absolute(at)} className={cx('whitespace-nowrap', className)}>
      {relative(Date.parse(at), now)}
    </time>
  );
}

/** How long something took, or has been taking while `to` is null. */
export function Elapsed({ from, to, className }: { from: string; to: string | null; className?: string }) {
  const now = useNow(to === null ? 1_000 : null);
  const ms = (to === null ? now : Date.parse(to)) - Date.parse(from);
  return <span className={cx('whitespace-nowrap tabular-nums', className)}>{duration(to === null ? Math.max(0, Math.floor(ms / 1_000) * 1_000) : ms)}</span>;
}
