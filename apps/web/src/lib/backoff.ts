const first = 400;
const most = 15_000;

/**
 * Milliseconds to wait before the next attempt after `failures` failed ones (0 for the first): doubling,
 * capped, with half of it random so that the clients of a restarted server don't come back in one wave.
 */
export function backoff(failures: number, random: () => number): number {
  const whole = Math.min(most, first * 2 ** failures);
  return Math.round(whole / 2 + (whole / 2) * random());
}
