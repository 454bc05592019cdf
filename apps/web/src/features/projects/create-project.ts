import type { CreateProjectBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type NewProject = z.input<typeof CreateProjectBody>;

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: NewProject) => api.createProject({ body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects }),
  });
}
