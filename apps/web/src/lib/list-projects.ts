import { readPages } from '@lime/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { keys } from './query-keys.ts';

const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: ({ signal }) => readPages((cursor) => api.listProjects({ query: { cursor, limit: 200 } }, { signal })),
  staleTime: 60_000,
});

export function useProjects() {
  return useQuery(projectsQuery);
}
