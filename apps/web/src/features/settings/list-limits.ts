import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** The tenant's limit is always among them; a provider's only when it has been set. */
export function useLimits() {
  return useQuery({ queryKey: keys.limits, queryFn: async ({ signal }) => (await api.listLimits({}, { signal })).items });
}
