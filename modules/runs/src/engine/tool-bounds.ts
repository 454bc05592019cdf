/** Bounds one call of a tool: when it is asked to stop, and how long it is then waited for. */
export type ToolBounds = {
  /** Aborted when the tool must stop: its time is up, or its run is to end. */
  signal: AbortSignal;
  end(): void;
};

/** Opens the bounds of a call: `timeoutMs` from now, or `cancelled`, whichever is first. */
export function openToolBounds(timeoutMs: number, cancelled: AbortSignal): ToolBounds {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, timeoutMs);
  cancelled.addEventListener('abort', abort, { once: true });
  if (cancelled.aborted) abort();
  return {
    signal: stop.signal,
    end: () => {
      clearTimeout(timer);
      cancelled.removeEventListener('abort', abort);
    },
  };
}

/** What `work` comes to; `left` when it goes on for `ms` after the signal has asked it to stop. */
export async function untilLeft<T>(work: Promise<T>, signal: AbortSignal, ms: number): Promise<T | 'left'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = () => {};
  const left = new Promise<'left'>((resolve) => {
    onAbort = () => (timer = setTimeout(() => resolve('left'), ms));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
