import type { Board, TicketCard } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { withoutTicket } from './board-order.ts';

/** What becomes of its parts is asked where it has any. */
type Deleting = { ticket: TicketCard; subtasks: 'keep' | 'delete' };

/** Deletes a ticket, and offers to take that back. What follows is done here: who asked for it is gone with the ticket. */
export function useDeleteTicket(projectId: string) {
  const client = useQueryClient();
  const restore = async ({ id }: TicketCard) => {
    await api.restoreTicket({ id });
    await client.invalidateQueries({ queryKey: keys.board(projectId) });
  };
  const undo = useMutation({ mutationFn: restore });
  return useMutation({
    mutationFn: ({ ticket, subtasks }: Deleting) => api.deleteTicket({ id: ticket.id, query: ticket.subtasks.total === 0 ? {} : { subtasks } }),
    onSuccess: (_, { ticket }) => {
      client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : withoutTicket(board, ticket.id)));
      toast.success(`${ticket.ref} deleted`, { action: { label: 'Undo', onClick: () => undo.mutate(ticket) } });
    },
  });
}
