import { useMutation } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';

/** Ends the session; the page is loaded anew so that nothing of it stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => api.signOut(),
    onSuccess: () => location.assign('/sign-in'),
  });
}
