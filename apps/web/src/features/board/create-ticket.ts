import { type Board, type CreateTicketBody, TicketCard } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { withTicket } from './board-order.ts';

export function useCreateTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: CreateTicketBody) => call({ method: 'POST', path: `/projects/${projectId}/tickets`, body, answer: TicketCard }),
    onSuccess: (ticket) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withTicket(board, ticket))),
  });
}
