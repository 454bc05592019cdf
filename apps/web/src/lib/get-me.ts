import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { keys } from './query-keys.ts';

const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => api.readMe({}, { signal }), staleTime: 5 * 60_000 });

export function useMe() {
  return useQuery(meQuery);
}
