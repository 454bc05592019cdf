import { TicketCard } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** The ticket that a run works on; a ticket that was deleted is an error that the page can do without. */
export function useTicket(ticketId: string | null) {
  return useQuery({ queryKey: keys.ticket(ticketId ?? ''), enabled: ticketId !== null, retry: false, queryFn: ({ signal }) => call({ path: `/tickets/${ticketId}`, answer: TicketCard, signal }), staleTime: 60_000 });
}
