import { backoffMs, longestBackoffMs, longestRetryAfterMs, maxAttempts } from '../tunables.ts';
import type { Shown } from './breaker.ts';
import type { Tried } from './outcome.ts';
import { tryUpstream, type UpstreamCall } from './try-upstream.ts';
import type { Upstream } from './upstream.ts';

/** What a call came to over all its upstreams and tries. */
export type Called = { attempts: number } & (Exclude<Tried, { kind: 'failed' }> | { kind: 'exhausted'; failures: Extract<Tried, { kind: 'failed' }>[]; closedForMs: number });

/**
 * Makes a call at the first upstream that answers it. A failure is tried again there after a wait, as
 * long as the upstream asks for where that is short; then, and where its breaker is open, at the next.
 */
export async function callUpstreams(upstreams: readonly Upstream[], call: UpstreamCall): Promise<Called> {
  const failures: Extract<Tried, { kind: 'failed' }>[] = [];
  for (const [index, upstream] of upstreams.entries()) {
    // Those that come after this one each get a try of the few that there are.
    const share = Math.max(1, maxAttempts - failures.length - (upstreams.length - 1 - index));
    for (let attempt = 0; attempt < share && upstream.breaker.tryEnter(call.tenantId); attempt += 1) {
      const tried = await tryUpstream(upstream, call);
      upstream.breaker.note(call.tenantId, shownBy(tried));
      if (tried.kind !== 'failed') return { ...tried, attempts: failures.length + 1 };
      failures.push(tried);
      const wait = tried.retryAfterMs ?? backoff(attempt);
      if (wait > longestRetryAfterMs || attempt + 1 >= share) break;
      if (!(await pause(wait, call.gone))) return { kind: 'gone', attempts: failures.length };
    }
  }
  return { kind: 'exhausted', failures, attempts: failures.length, closedForMs: Math.min(...upstreams.map(({ breaker }) => breaker.closedFor(call.tenantId))) };
}

/** An upstream that limits us is well: only what says that it is not counts against it. */
function shownBy(tried: Tried): Shown {
  if (tried.kind === 'gone' || tried.kind === 'wrong_key') return 'left';
  if (tried.kind !== 'failed') return 'succeeded';
  if (tried.unreachable) return 'unreachable';
  return tried.status === 429 ? 'left' : 'failed';
}

/** Half fixed, half drawn: calls that failed together do not come back together. */
function backoff(attempt: number): number {
  const longest = Math.min(longestBackoffMs, backoffMs * 2 ** attempt);
  return longest / 2 + Math.random() * (longest / 2);
}

/** False when the agent has gone meanwhile. */
function pause(milliseconds: number, gone: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve(!gone.aborted);
    };
    const timer = setTimeout(done, milliseconds);
    if (gone.aborted) done();
    else gone.addEventListener('abort', done, { once: true });
  });
}
