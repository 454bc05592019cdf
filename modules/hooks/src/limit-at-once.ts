import { refuse } from '@lime/kernel';

/** Does the work, unless too many others are at theirs: 429 `hooks_busy`. */
export type AtOnce = <T>(tenantId: bigint, work: () => Promise<T>) => Promise<T>;

/**
 * Lets so many of a tenant, and so many in all, be at something at once in this process. Whoever comes then is refused and
 * does not wait: what waits holds a request, or even a transaction, that others need.
 */
export function limitAtOnce({ ofTenant, inAll }: { ofTenant: number; inAll: number }): AtOnce {
  const busy = new Map<bigint, number>();
  let all = 0;
  const add = (tenantId: bigint, count: 1 | -1) => {
    all += count;
    const left = (busy.get(tenantId) ?? 0) + count;
    if (left === 0) busy.delete(tenantId);
    else busy.set(tenantId, left);
  };
  return async (tenantId, work) => {
    if (all >= inAll || (busy.get(tenantId) ?? 0) >= ofTenant) refuse({ status: 429, code: 'hooks_busy', title: 'Too many at once', detail: `At most ${ofTenant} hooks of an organisation are tried or saved at the same moment, and ${inAll} in all. Try again in a moment.` });
    add(tenantId, 1);
    try {
      return await work();
    } finally {
      add(tenantId, -1);
    }
  };
}
