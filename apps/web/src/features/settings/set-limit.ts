import type { SetLimitBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { Limits } from './list-limits.ts';

/** Sets a limit; `max: null` takes it away. */
export function useSetLimit() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: SetLimitBody) => call({ method: 'PUT', path: '/concurrency-limits', body, answer: Limits }),
    onSuccess: ({ items }, { scope, max }) => {
      const now = items.find((limit) => limit.scope === scope)?.max;
      toast.success(max !== null ? 'Limit set' : now === undefined ? 'Limit removed' : `The default holds: ${now} at once`);
      client.setQueryData(keys.limits, items);
    },
  });
}
