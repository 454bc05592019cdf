import type { Board, CreateTicketBody } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { withTicket } from './board-order.ts';

export function useCreateTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: (body: CreateTicketBody) => api.createTicket({ id: projectId, body }),
    onSuccess: (ticket) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withTicket(board, ticket))),
  });
}
