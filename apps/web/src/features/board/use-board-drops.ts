import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import type { Board } from '@lime/contracts';
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { isAt, type Place, placeOfDrop } from './board-order.ts';

/** Turns a dropped card into a move on the board. */
export function useBoardDrops(scroller: RefObject<HTMLElement | null>, board: Board | undefined, move: (ticketId: string, place: Place) => void): void {
  const drop = useEffectEvent((draggedId: unknown, target: Record<string | symbol, unknown> | undefined) => {
    const dragged = board?.tickets.find((ticket) => ticket.id === draggedId);
    const columnKey = target?.['columnKey'];
    if (board === undefined || dragged === undefined || target === undefined || typeof columnKey !== 'string') return;
    const onTicketId = typeof target['ticketId'] === 'string' ? target['ticketId'] : null;
    const place = placeOfDrop(board, dragged.id, { columnKey, onTicketId, edge: extractClosestEdge(target) === 'top' ? 'top' : 'bottom' });
    if (onTicketId !== dragged.id && !isAt(board, dragged, place)) move(dragged.id, place);
  });
  useEffect(() => {
    if (scroller.current === null) return;
    return combine(
      autoScrollForElements({ element: scroller.current }),
      monitorForElements({ onDrop: ({ source, location }) => drop(source.data['ticketId'], location.current.dropTargets[0]?.data) }),
    );
  }, [scroller]);
}
