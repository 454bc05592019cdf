import type { Board, TicketCard } from '@lime/contracts';
import { ArrowDown, ArrowUp, Play } from 'lucide-react';
import { MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../components/menu.tsx';
import { type Place, ticketsOf } from './board-order.ts';

type MoveMenuProps = { ticket: TicketCard; board: Board; onMove: (ticketId: string, place: Place) => void; onStartRun: (ticketId: string) => void };

/** Everything that dragging can do, for those who don't drag. */
export function MoveMenu({ ticket, board, onMove, onStartRun }: MoveMenuProps) {
  const column = ticketsOf(board, ticket.columnKey);
  const index = column.findIndex((other) => other.id === ticket.id);
  const below = column[index + 1];
  const move = (afterTicketId: string | null, columnKey = ticket.columnKey) => onMove(ticket.id, { columnKey, afterTicketId });
  return (
    <>
      <MenuItem onSelect={() => onStartRun(ticket.id)}>
        <Play size={15} aria-hidden /> Start a run…
      </MenuItem>
      <MenuLine />
      <MenuItem disabled={index <= 0} onSelect={() => move(column[index - 2]?.id ?? null)}>
        <ArrowUp size={15} aria-hidden /> Move up
      </MenuItem>
      <MenuItem disabled={below === undefined} onSelect={() => below && move(below.id)}>
        <ArrowDown size={15} aria-hidden /> Move down
      </MenuItem>
      <MenuLine />
      <MenuLabel>Move to</MenuLabel>
      {board.columns.map(({ key, title }) => (
        <MenuChoice key={key} checked={key === ticket.columnKey} onSelect={() => key !== ticket.columnKey && move(ticketsOf(board, key).at(-1)?.id ?? null, key)}>
          {title}
        </MenuChoice>
      ))}
    </>
  );
}
