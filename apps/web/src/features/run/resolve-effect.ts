import type { ResolveEffectBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

type Resolution = { effectId: string; body: z.infer<typeof ResolveEffectBody> };

/** A person's word on what became of an effect whose outcome the system could not learn. */
export function useResolveEffect(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ effectId, body }: Resolution) => api.resolveEffect({ id: effectId, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.run(runId) }),
  });
}
