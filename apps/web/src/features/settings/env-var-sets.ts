import { type EnvScopeType, EnvVarSet, EnvVarView, type SetEnvVarBody } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { call, Nothing } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Sets = z.object({ items: z.array(EnvVarSet) });
/** Whose variables they are. */
export type EnvScope = { type: z.infer<typeof EnvScopeType>; id: string };

/** Where variables go that are set here. */
const usualSet = 'default';

export function useEnvVarSets(scope: EnvScope) {
  return useQuery({ queryKey: keys.envVarSets(scope.type, scope.id), queryFn: async ({ signal }) => (await call({ path: `/env-var-sets?scopeType=${scope.type}&scopeId=${scope.id}&limit=200`, answer: Sets, signal })).items });
}

/** Sets a variable in the usual set, which is made with the first one. */
export function useSetEnvVar(scope: EnvScope, sets: EnvVarSet[]) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: async (body: z.input<typeof SetEnvVarBody>) => {
      const usual = sets.find((set) => set.name === usualSet) ?? (await call({ method: 'POST', path: '/env-var-sets', body: { scopeType: scope.type, scopeId: scope.id, name: usualSet }, answer: EnvVarSet }));
      return call({ method: 'POST', path: `/env-var-sets/${usual.id}/vars`, body, answer: EnvVarView });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(scope.type, scope.id) }),
  });
}

export function useDeleteEnvVar(scope: EnvScope) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ setId, key }: { setId: string; key: string }) => call({ method: 'DELETE', path: `/env-var-sets/${setId}/vars/${encodeURIComponent(key)}`, answer: Nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(scope.type, scope.id) }),
  });
}
