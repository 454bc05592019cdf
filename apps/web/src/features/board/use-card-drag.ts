import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { type RefObject, useEffect, useState } from 'react';

export type CardDrag = {
  dragging: boolean;
  /** Where a dragged card would land if it were dropped on this one now. */
  edge: 'top' | 'bottom' | null;
};

const still: CardDrag = { dragging: false, edge: null };

/** Makes a card draggable, and a place to drop other cards above or below. */
export function useCardDrag(element: RefObject<HTMLElement | null>, ticketId: string, columnKey: string): CardDrag {
  const [state, setState] = useState<CardDrag>(still);
  useEffect(() => {
    const card = element.current;
    if (card === null) return;
    const showEdge = (data: Record<string | symbol, unknown>, draggedId: unknown) => {
      const edge = extractClosestEdge(data);
      const shown = draggedId !== ticketId && (edge === 'top' || edge === 'bottom') ? edge : null;
      setState((before) => (before.edge === shown ? before : { ...before, edge: shown }));
    };
    return combine(
      draggable({
        element: card,
        getInitialData: () => ({ ticketId }),
        onDragStart: () => setState({ dragging: true, edge: null }),
        onDrop: () => setState(still),
      }),
      dropTargetForElements({
        element: card,
        canDrop: ({ source }) => typeof source.data['ticketId'] === 'string',
        getData: ({ input, element: target }) => attachClosestEdge({ ticketId, columnKey }, { input, element: target, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self, source }) => showEdge(self.data, source.data['ticketId']),
        onDragLeave: () => setState((before) => ({ ...before, edge: null })),
        onDrop: () => setState(still),
      }),
    );
  }, [element, ticketId, columnKey]);
  return state;
}
