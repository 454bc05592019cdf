import { useQuery } from '@tanstack/react-query';
import { SignInMethods } from '@lime/contracts';
import { call } from '../../lib/api.ts';

/** How one can sign in to this server. */
export function useSignInMethods() {
  return useQuery({ queryKey: ['sign-in-methods'], queryFn: ({ signal }) => call({ path: '/auth/methods', answer: SignInMethods, signal }), staleTime: Number.POSITIVE_INFINITY });
}
