import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';

/** How one can sign in to this server. */
export function useSignInMethods() {
  return useQuery({ queryKey: ['sign-in-methods'], queryFn: ({ signal }) => api.listSignInMethods({}, { signal }), staleTime: Number.POSITIVE_INFINITY });
}
