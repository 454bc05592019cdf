import { type Board, type TicketCard } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ApiError, messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { type Place, withMove, withTicket } from './board-order.ts';

type Move = { ticket: TicketCard; place: Place };

/**
 * Moves a ticket at once on the screen, then on the server; back again when the server refuses. Moves
 * are sent one after another, each with the version that the one before left.
 */
export function useMoveTicket(projectId: string) {
  const client = useQueryClient();
  const boardKey = keys.board(projectId);
  const change = (next: (board: Board) => Board) => client.setQueryData<Board>(boardKey, (board) => (board === undefined ? undefined : next(board)));
  const versionNow = (ticket: TicketCard) => client.getQueryData<Board>(boardKey)?.tickets.find((one) => one.id === ticket.id)?.version ?? ticket.version;

  return useMutation({
    meta: { shownInPlace: true },
    scope: { id: `move-in-${projectId}` },
    mutationFn: ({ ticket, place }: Move) => api.updateTicket({ id: ticket.id, body: { version: versionNow(ticket), ...place } }),
    onMutate: async ({ ticket, place }) => {
      await client.cancelQueries({ queryKey: boardKey });
      change((board) => withMove(board, ticket.id, place));
    },
    onSuccess: (ticket) => change((board) => withTicket(board, ticket)),
    onError: (error, { ticket }) => {
      change((board) => withTicket(board, ticket));
      const conflict = error instanceof ApiError && error.code === 'version_conflict';
      toast.error(conflict ? `${ticket.ref} was changed by somebody else meanwhile. The board shows the newest state now.` : messageOf(error));
      return client.invalidateQueries({ queryKey: boardKey });
    },
  });
}
