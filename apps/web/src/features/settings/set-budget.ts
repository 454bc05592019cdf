import type { SetBudgetBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export function useSetBudget(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: z.input<typeof SetBudgetBody>) => api.setProjectBudget({ id: projectId, body }),
    onSuccess: () => {
      toast.success('Budget set');
      return client.invalidateQueries({ queryKey: keys.budgets(projectId) });
    },
  });
}
