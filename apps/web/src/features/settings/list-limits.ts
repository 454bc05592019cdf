import { ConcurrencyLimit } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

const Limits = z.object({ items: z.array(ConcurrencyLimit) });

/** The tenant's limit is always among them; a provider's only when it has been set. */
export function useLimits() {
  return useQuery({ queryKey: keys.limits, queryFn: async ({ signal }) => (await api.listLimits({}, { signal })).items });
}
