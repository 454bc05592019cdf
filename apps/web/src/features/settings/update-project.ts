import { Project, type UpdateProjectBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function useUpdateProject(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateProjectBody>) => call({ method: 'PATCH', path: `/projects/${projectId}`, body, answer: Project }),
    onSuccess: () => toast.success('Saved'),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.projects }), client.invalidateQueries({ queryKey: keys.board(projectId) })]),
  });
}
