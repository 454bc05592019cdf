import { readPages } from '@lime/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';

/** The organisations that the person belongs to. */
export function useTenants() {
  return useQuery({ queryKey: ['tenants'], queryFn: ({ signal }) => readPages((cursor) => api.listTenants({ query: { cursor } }, { signal })), staleTime: 60_000 });
}

/** Goes on in another organisation; the page is loaded anew so that nothing of this one stays. */
export function useSwitchTenant() {
  return useMutation({ mutationFn: (tenantId: string) => api.switchTenant({ body: { tenantId } }), onSuccess: () => location.assign('/') });
}
