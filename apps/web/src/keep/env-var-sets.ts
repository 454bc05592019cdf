import type { EnvScopeType, EnvVarSet, SetEnvVarBody } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../lib/client.ts';
import { keys } from '../lib/query-keys.ts';

/** Whose variables they are. */
export type EnvScope = { type: z.infer<typeof EnvScopeType>; id: string };

/** Where variables go that are set here. */
const usualSet = 'default';

export function useEnvVarSets(scope: EnvScope) {
  return useQuery({ queryKey: keys.envVarSets(scope.type, scope.id), queryFn: async ({ signal }) => (await api.listEnvVarSets({ query: { scopeType: scope.type, scopeId: scope.id, limit: 200 } }, { signal })).items });
}

/** Sets a variable in the usual set, which is made with the first one. */
export function useSetEnvVar(scope: EnvScope, sets: EnvVarSet[]) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: async (body: z.input<typeof SetEnvVarBody>) => {
      const usual = sets.find((set) => set.name === usualSet) ?? (await api.createEnvVarSet({ body: { scopeType: scope.type, scopeId: scope.id, name: usualSet } }));
      return api.setEnvVar({ id: usual.id, body });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(scope.type, scope.id) }),
  });
}

export function useDeleteEnvVar(scope: EnvScope) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ setId, key }: { setId: string; key: string }) => api.deleteEnvVar({ id: setId, key }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(scope.type, scope.id) }),
  });
}
