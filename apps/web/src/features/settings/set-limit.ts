import type { SetLimitBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** Sets a limit; `max: null` takes it away. */
export function useSetLimit() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: SetLimitBody) => api.setLimit({ body }),
    onSuccess: ({ items }, { scope, max }) => {
      const now = items.find((limit) => limit.scope === scope)?.max;
      toast.success(max !== null ? 'Limit set' : now === undefined ? 'Limit removed' : `The default holds: ${now} at once`);
      client.setQueryData(keys.limits, items);
    },
  });
}
