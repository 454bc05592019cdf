import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => api.readMe({}, { signal }), staleTime: 5 * 60_000 });

export function useMe() {
  return useQuery(meQuery);
}
