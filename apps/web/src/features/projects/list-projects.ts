import { Project } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Projects = z.object({ items: z.array(Project) });

const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: async ({ signal }) => (await call({ path: '/projects', answer: Projects, signal })).items,
  staleTime: 60_000,
});

export function useProjects() {
  return useQuery(projectsQuery);
}
