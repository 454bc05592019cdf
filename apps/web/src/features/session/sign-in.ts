import { type Me } from '@lime/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

export type SignedIn = { kind: 'signed_in'; me: Me } | { kind: 'link_refused'; detail: string };

/**
 * Uses up the link's token. A used link still leads in when this browser is signed in already (a
 * reloaded or bookmarked link).
 */
async function signIn(token: string): Promise<SignedIn> {
  try {
    return { kind: 'signed_in', me: await api.signIn({ body: { token } }) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
    const me = await api.readMe().catch(() => null);
    return me === null ? { kind: 'link_refused', detail: error.message } : { kind: 'signed_in', me };
  }
}

/** A query rather than a mutation: however often the page renders, a token is sent once. */
export function useSignIn(token: string | undefined) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['sign-in', token],
    enabled: token !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => {
      const outcome = await signIn(token ?? '');
      if (outcome.kind === 'signed_in') client.setQueryData(keys.me, outcome.me);
      return outcome;
    },
  });
}
