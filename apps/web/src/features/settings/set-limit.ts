import type { ConcurrencyLimit } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { Limits } from './list-limits.ts';

export function useSetLimit() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: ConcurrencyLimit) => call({ method: 'PUT', path: '/concurrency-limits', body, answer: Limits }),
    onSuccess: ({ items }) => {
      toast.success('Limit set');
      client.setQueryData(keys.limits, items);
    },
  });
}
