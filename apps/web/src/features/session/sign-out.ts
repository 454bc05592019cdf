import { useMutation } from '@tanstack/react-query';
import { call, Nothing } from '../../lib/api.ts';

/** Ends the session; the page is loaded anew so that nothing of it stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => call({ method: 'POST', path: '/auth/logout', answer: Nothing }),
    onSuccess: () => location.assign('/sign-in'),
  });
}
