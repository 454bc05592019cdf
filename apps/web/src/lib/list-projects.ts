import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { keys } from './query-keys.ts';

const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: async ({ signal }) => (await api.listProjects({}, { signal })).items,
  staleTime: 60_000,
});

export function useProjects() {
  return useQuery(projectsQuery);
}
