import { Me } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => call({ path: '/me', answer: Me, signal }), staleTime: 5 * 60_000 });

export function useMe() {
  return useQuery(meQuery);
}
