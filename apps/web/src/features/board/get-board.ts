import { Board } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function boardQuery(projectId: string) {
  return queryOptions({ queryKey: keys.board(projectId), queryFn: ({ signal }) => call({ path: `/projects/${projectId}/board`, answer: Board, signal }) });
}

export function useBoard(projectId: string) {
  return useQuery(boardQuery(projectId));
}
