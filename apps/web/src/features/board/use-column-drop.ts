import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { type RefObject, useEffect, useState } from 'react';

/** Makes a column a place to drop cards; it scrolls by itself while a card is held near its ends. */
export function useColumnDrop(column: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>, columnKey: string): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (column.current === null || list.current === null) return;
    return combine(
      dropTargetForElements({
        element: column.current,
        canDrop: ({ source }) => typeof source.data['ticketId'] === 'string',
        getData: () => ({ columnKey }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element: list.current }),
    );
  }, [column, list, columnKey]);
  return over;
}
