import type { Board, LiveMessage } from '@lime/contracts';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '../../lib/live-context.tsx';
import { keys } from '../../lib/query-keys.ts';
import { withRun, withTicket, withoutTicket } from './board-order.ts';

/** Keeps a board as the server has it: each change as it is told, and the whole after every (re)subscription. */
export function useLiveBoard(projectId: string): void {
  const live = useLive();
  const client = useQueryClient();
  useEffect(
    () => live.subscribe({ topic: `board:${projectId}`, after: () => 0, onMessage: (message) => apply(client, projectId, message) }),
    [live, client, projectId],
  );
}

function apply(client: QueryClient, projectId: string, message: LiveMessage): void {
  const change = (next: (board: Board) => Board) => client.setQueryData<Board>(keys.board(projectId), (board) => (board === undefined ? undefined : next(board)));
  if (message.op === 'subscribed' || message.op === 'board') void client.invalidateQueries({ queryKey: keys.board(projectId) });
  if (message.op === 'ticket') {
    change((board) => withTicket(board, message.ticket));
    // What is told of a ticket may be that something was said about it.
    void client.invalidateQueries({ queryKey: keys.comments(message.ticket.id) });
  }
  if (message.op === 'ticket_deleted') change((board) => withoutTicket(board, message.ticketId));
  if (message.op === 'run') change((board) => withRun(board, message.run));
}
