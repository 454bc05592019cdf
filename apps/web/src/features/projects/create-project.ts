import { type CreateProjectBody, Project } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export type NewProject = z.input<typeof CreateProjectBody>;

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: NewProject) => call({ method: 'POST', path: '/projects', body, answer: Project }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects }),
  });
}
