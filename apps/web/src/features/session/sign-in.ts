import { type Me } from '@lime/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** `already`: somebody is signed in here, and nothing was done: whose the link is, nobody can see from it. */
export type SignedIn = { kind: 'signed_in'; me: Me } | { kind: 'already'; me: Me } | { kind: 'link_refused'; detail: string };

/** Uses up the link's token, unless somebody is signed in who has not said `anyway`: a link must not make them somebody else. */
async function signIn(token: string, anyway: boolean): Promise<SignedIn> {
  const already = anyway ? null : await api.readMe().catch((error: unknown) => (error instanceof ApiError && error.status === 401 ? null : Promise.reject(error)));
  if (already) return { kind: 'already', me: already };
  try {
    return { kind: 'signed_in', me: await api.signIn({ body: { token } }) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
    return { kind: 'link_refused', detail: error.message };
  }
}

/** A query rather than a mutation: however often the page renders, a token is sent once. */
export function useSignIn(token: string | undefined, anyway: boolean) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['sign-in', token, anyway],
    enabled: token !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => {
      const outcome = await signIn(token ?? '', anyway);
      if (outcome.kind === 'signed_in') client.setQueryData(keys.me, outcome.me);
      return outcome;
    },
  });
}
