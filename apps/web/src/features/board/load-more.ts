import type { Board } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { withPage, withTicket } from './board-order.ts';

/** Reads on in a column whose first page is all that the board came with. */
export function useMoreTickets(board: Board) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, next }: { key: string; next: string }) => api.readColumn({ id: board.id, key, query: { cursor: next } }),
    onSuccess: (page, { key }) => client.setQueryData<Board>(keys.board(board.project.id), (now) => (now === undefined ? undefined : withPage(now, key, page))),
  });
}

/** Brings the ticket that is to be shown onto the board, when it lies beyond the pages that are there. */
export function useOpenedTicket(board: Board, ticketId: string | undefined): void {
  const client = useQueryClient();
  const known = ticketId === undefined || board.tickets.some((ticket) => ticket.id === ticketId);
  useEffect(() => {
    if (known) return;
    const stop = new AbortController();
    api.readTicket({ id: ticketId ?? '' }, { signal: stop.signal }).then(
      (ticket) => client.setQueryData<Board>(keys.board(board.project.id), (now) => (now === undefined ? undefined : withTicket(now, ticket))),
      () => undefined,
    );
    return () => stop.abort();
  }, [client, board.project.id, ticketId, known]);
}
