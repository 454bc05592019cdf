import type { Board } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { withoutTicket } from './board-order.ts';

export function useDeleteTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ticketId: string) => api.deleteTicket({ id: ticketId }),
    onSuccess: (_, ticketId) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withoutTicket(board, ticketId))),
  });
}

/** Brings one back that was deleted. */
export function useRestoreTicket(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ticketId: string) => api.restoreTicket({ id: ticketId }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.board(projectId) }),
  });
}
