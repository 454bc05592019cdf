import { type Board, TicketCard, type UpdateTicketBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { withTicket } from './board-order.ts';

type Change = { ticketId: string; body: UpdateTicketBody };

/** Changes a ticket's words or priority. The board is read again when somebody else was quicker (409). */
export function useUpdateTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ticketId, body }: Change) => call({ method: 'PATCH', path: `/tickets/${ticketId}`, body, answer: TicketCard }),
    onSuccess: (ticket) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withTicket(board, ticket))),
    onError: () => client.invalidateQueries({ queryKey: keys.board(projectId) }),
  });
}
