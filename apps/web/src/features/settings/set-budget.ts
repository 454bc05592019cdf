import { BudgetView, type SetBudgetBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function useSetBudget(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: z.input<typeof SetBudgetBody>) => call({ method: 'PUT', path: `/projects/${projectId}/budgets`, body, answer: BudgetView }),
    onSuccess: () => {
      toast.success('Budget set');
      return client.invalidateQueries({ queryKey: keys.budgets(projectId) });
    },
  });
}
