import type { Board, UpdateTicketBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { withTicket } from './board-order.ts';

type Change = { ticketId: string; body: UpdateTicketBody };

/** Changes a ticket's words or priority. The board is read again when somebody else was quicker. */
export function useUpdateTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ticketId, body }: Change) => api.updateTicket({ id: ticketId, body }),
    onSuccess: (ticket) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withTicket(board, ticket))),
    onError: () => client.invalidateQueries({ queryKey: keys.board(projectId) }),
  });
}
