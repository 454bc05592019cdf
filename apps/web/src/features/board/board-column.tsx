import type { Board, TicketCard as Ticket } from '@lime/contracts';
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../../components/button.tsx';
import { cx } from '../../lib/class-names.ts';
import type { Place } from './board-order.ts';
import { TicketCard } from './ticket-card.tsx';
import { useColumnDrop } from './use-column-drop.ts';

type BoardColumnProps = {
  column: Board['columns'][number];
  tickets: Ticket[];
  board: Board;
  filtered: boolean;
  onMove: (ticketId: string, place: Place) => void;
  onNewTicket: (columnKey: string) => void;
  onStartRun: (ticketId: string) => void;
  /** Null while a page is on its way. */
  onLoadMore: ((page: { key: string; next: string }) => void) | null;
};

const invitations: Record<string, string> = {
  backlog: 'Ideas and requests wait here.',
  todo: 'What should be done next.',
  in_progress: 'Tickets come here when a run starts.',
  code_review: 'Changes that wait for your yes or no.',
  qa: 'What needs to be tried by hand.',
  done: 'Merged and finished work.',
};

export function BoardColumn({ column, tickets, board, filtered, onMove, onNewTicket, onStartRun, onLoadMore }: BoardColumnProps) {
  const element = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const over = useColumnDrop(element, list, column.key);
  const headingId = `column-${column.key}`;
  const { next } = column;
  const count = next === null || filtered ? String(tickets.length) : `${Math.max(column.count, tickets.length)}${column.countIsExact ? '' : '+'}`;
  const tooFull = column.wipLimit !== null && column.count > column.wipLimit;
  return (
    <section
      ref={element}
      aria-labelledby={headingId}
      data-column={column.key}
      className={cx('flex max-h-full w-[82vw] max-w-80 shrink-0 snap-center flex-col rounded-2xl transition-colors sm:w-auto sm:max-w-none sm:min-w-46 sm:flex-1', over ? 'bg-accent-soft' : 'bg-sunken/70')}
    >
      <header className="flex h-11 shrink-0 items-center gap-2 pr-1.5 pl-3.5">
        <h2 id={headingId} className="text-[13px] font-semibold">
          {column.title}
        </h2>
        <span className={cx('text-xs tabular-nums', tooFull ? 'font-medium text-warn' : 'text-faint')} aria-label={`${count} tickets${tooFull ? `, more than ${column.wipLimit}` : ''}`} role="img">
          {count}
          {column.wipLimit === null ? '' : ` / ${column.wipLimit}`}
        </span>
        <IconButton label={`New ticket in ${column.title}`} className="ml-auto" onClick={() => onNewTicket(column.key)}>
          <Plus size={16} aria-hidden />
        </IconButton>
      </header>
      <ul ref={list} className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-2 pt-1 pb-3" aria-labelledby={headingId}>
        {tickets.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} board={board} onMove={onMove} onStartRun={onStartRun} />
        ))}
        {tickets.length === 0 ? <li className="px-2 py-3 text-[13px] text-faint">{filtered ? 'Nothing here matches the filter.' : invitations[column.key]}</li> : null}
        {next === null ? null : (
          <li>
            <button type="button" disabled={onLoadMore === null} onClick={() => onLoadMore?.({ key: column.key, next })} className="h-9 w-full rounded-lg text-[13px] text-muted hover:bg-surface">
              Show more
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
