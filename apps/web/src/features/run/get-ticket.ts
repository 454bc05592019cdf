import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** The ticket that a run works on; a ticket that was deleted is an error that the page can do without. */
export function useTicket(ticketId: string | null) {
  return useQuery({ queryKey: keys.ticket(ticketId ?? ''), enabled: ticketId !== null, retry: false, queryFn: ({ signal }) => api.readTicket({ id: ticketId ?? '' }, { signal }), staleTime: 60_000 });
}
