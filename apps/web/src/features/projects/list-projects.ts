import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: async ({ signal }) => (await api.listProjects({}, { signal })).items,
  staleTime: 60_000,
});

export function useProjects() {
  return useQuery(projectsQuery);
}
