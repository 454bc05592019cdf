import { Me, pageOf, TenantView } from '@lime/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';

const Tenants = pageOf(TenantView);

/** The organisations that the person belongs to. */
export function useTenants() {
  return useQuery({ queryKey: ['tenants'], queryFn: async ({ signal }) => (await call({ path: '/tenants', answer: Tenants, signal })).items, staleTime: 60_000 });
}

/** Goes on in another organisation; the page is loaded anew so that nothing of this one stays. */
export function useSwitchTenant() {
  return useMutation({ mutationFn: (tenantId: string) => call({ method: 'POST', path: '/auth/switch', body: { tenantId }, answer: Me }), onSuccess: () => location.assign('/') });
}
