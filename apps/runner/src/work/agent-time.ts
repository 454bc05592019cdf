/** What diff, secrets scan and upload take at most, beside the checks. */
const handInMs = 20_000;
/** The checks after the work may take longer than those before: there is more to check. */
const checksFactor = 1.5;
/** Never more of the time that is left than this is kept from the agent. */
const mostKept = 0.4;

/** How much of the time that is left, in milliseconds, the agent does not get: without it the work could not be handed in. */
export function keptFromAgent(leftMs: number, checksBeforeMs: number): number {
  return Math.min(leftMs * mostKept, handInMs + checksBeforeMs * checksFactor);
}
