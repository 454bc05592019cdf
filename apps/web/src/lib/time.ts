const absoluteFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export function absolute(timestamp: string): string {
  return absoluteFormat.format(new Date(timestamp));
}

/** A day such as 2026-12-01, as people write it. */
export function day(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00`));
}

export function clockTime(timestamp: string): string {
  return clockFormat.format(new Date(timestamp));
}

/** `just now`, `5 min ago`, `in 3 h`, `2 d ago`, and beyond a month the day. Times in milliseconds. */
export function relative(at: number, now: number): string {
  const seconds = Math.abs(now - at) / 1000;
  if (seconds < 45) return at > now + 5_000 ? 'in a moment' : 'just now';
  if (seconds > 30 * 86_400) return dayFormat.format(new Date(at));
  const amount = largestUnit(seconds);
  return at > now ? `in ${amount}` : `${amount} ago`;
}

function largestUnit(seconds: number): string {
  if (seconds < 3_600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** A duration as people read it: `840 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
