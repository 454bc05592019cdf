import { EnvVarSet, EnvVarView, type SetEnvVarBody } from '@lime/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { call, Nothing } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Sets = z.object({ items: z.array(EnvVarSet) });
/** Where variables go that are set here. */
const usualSet = 'default';

export function useEnvVarSets(projectId: string) {
  return useQuery({ queryKey: keys.envVarSets(projectId), queryFn: async ({ signal }) => (await call({ path: `/env-var-sets?scopeType=project&scopeId=${projectId}&limit=200`, answer: Sets, signal })).items });
}

/** Sets a variable in the usual set, which is made with the first one. */
export function useSetEnvVar(projectId: string, sets: EnvVarSet[]) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: async (body: z.input<typeof SetEnvVarBody>) => {
      const usual = sets.find((set) => set.name === usualSet) ?? (await call({ method: 'POST', path: '/env-var-sets', body: { scopeType: 'project', scopeId: projectId, name: usualSet }, answer: EnvVarSet }));
      return call({ method: 'POST', path: `/env-var-sets/${usual.id}/vars`, body, answer: EnvVarView });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(projectId) }),
  });
}

export function useDeleteEnvVar(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ setId, key }: { setId: string; key: string }) => call({ method: 'DELETE', path: `/env-var-sets/${setId}/vars/${encodeURIComponent(key)}`, answer: Nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.envVarSets(projectId) }),
  });
}
