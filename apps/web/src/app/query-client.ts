import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ApiError, messageOf } from '../lib/api.ts';

declare module '@tanstack/react-query' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to
  interface Register {
    /** `shownInPlace`: the screen shows the mutation's errors itself, so no toast does. */
    mutationMeta: { shownInPlace?: boolean };
  }
}

/** Only what may pass by itself is tried again: no answer, or a failing server. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** `onSignedOut` is called whenever the server says that nobody is signed in. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const noticeSignedOut = (error: unknown): boolean => {
    const signedOut = error instanceof ApiError && error.status === 401;
    if (signedOut) onSignedOut();
    return signedOut;
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (!noticeSignedOut(error) && mutation.meta?.shownInPlace !== true) toast.error(messageOf(error));
      },
    }),
    // `always`: a server on this machine answers also when the browser believes to be offline.
    defaultOptions: {
      queries: { staleTime: 10_000, networkMode: 'always', retry: (failures, error) => failures < 2 && mayPass(error) },
      mutations: { networkMode: 'always' },
    },
  });
}
