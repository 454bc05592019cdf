import type { Logger } from '@lime/kernel';

const quietMs = 60_000;
const keepAtMost = 100;

/**
 * Logs the errors of pg-boss, which comes with the same one at every poll while something is missing: an equal one is
 * logged once a minute, with the number of those that were not.
 */
export function tellQueueErrors(logger: Pick<Logger, 'error'>, now: () => number = Date.now): (error: unknown) => void {
  const last = new Map<string, { at: number; unsaid: number }>();
  return (error) => {
    const told = read(error);
    // Each worker of a queue puts its own id into the message.
    const key = `${told.queue} ${told.message.replaceAll(/[0-9a-f-]{36}/g, '')}`;
    const before = last.get(key);
    if (before && now() - before.at < quietMs) return void (before.unsaid += 1);
    if (last.size >= keepAtMost) last.clear();
    last.set(key, { at: now(), unsaid: 0 });
    logger.error({ err: { message: told.message, stack: told.stack }, queue: told.queue, ...(before && before.unsaid > 0 && { equalSince: before.unsaid }) }, 'queue error');
  };
}

/** Errors of workers come as plain objects, others as errors. */
function read(error: unknown): { message: string; stack?: string; queue?: string } {
  if (typeof error !== 'object' || error === null || !('message' in error)) return { message: String(error) };
  return {
    message: String(error.message), ...('stack' in error && typeof error.stack === 'string' && { stack: error.stack }), ...('queue' in error && typeof error.queue === 'string' && { queue: error.queue }),
  };
}
