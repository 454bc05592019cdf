import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export function boardQuery(projectId: string) {
  return queryOptions({ queryKey: keys.board(projectId), queryFn: ({ signal }) => api.readBoard({ id: projectId }, { signal }) });
}

export function useBoard(projectId: string) {
  return useQuery(boardQuery(projectId));
}
