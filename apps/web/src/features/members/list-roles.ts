import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';

export function useRoles() {
  return useQuery({ queryKey: ['roles'], queryFn: async ({ signal }) => (await api.listRoles({ query: { limit: 200 } }, { signal })).items });
}
