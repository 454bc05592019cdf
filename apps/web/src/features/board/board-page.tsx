import type { Board } from '@lime/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { type ComponentType, lazy, Suspense, useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { needsReview } from '../../components/run-status.tsx';
import { rememberProject } from '../../lib/last-project.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useShortcut } from '../../lib/use-shortcut.ts';
import { BoardColumn } from './board-column.tsx';
import { matches, type Place, ticketsOf } from './board-order.ts';
import { BoardSkeleton } from './board-skeleton.tsx';
import { ColumnTabs } from './column-tabs.tsx';
import { useBoard } from './get-board.ts';
import { useMoreTickets, useOpenedTicket } from './load-more.ts';
import { useMoveTicket } from './move-ticket.ts';
import { NewTicketDialog } from './new-ticket-dialog.tsx';
import { useBoardDrops } from './use-board-drops.ts';
import { useLiveBoard } from './use-live-board.ts';

const TicketDialog = lazy(() => import('./ticket-dialog.tsx').then((module) => ({ default: module.TicketDialog })));

type BoardPageProps = {
  projectId: string;
  /** The ticket that is open over the board. */
  openTicketId: string | undefined;
  /** The dialog that starts a run on a ticket; another feature, so it is handed in. */
  StartRun: ComponentType<{ ticketId: string; board: Board; onClose: () => void }>;
};

export function BoardPage({ projectId, openTicketId, StartRun }: BoardPageProps) {
  const board = useBoard(projectId);
  useLiveBoard(projectId);
  usePageTitle(board.data?.project.name ?? null);
  const loaded = board.data !== undefined;
  useEffect(() => {
    if (loaded) rememberProject(projectId);
  }, [loaded, projectId]);

  if (board.data !== undefined) return <LoadedBoard board={board.data} openTicketId={openTicketId} StartRun={StartRun} />;
  if (board.error) {
    return (
      <div className="flex flex-col gap-4 p-4 sm:p-6">
        <h1 className="text-lg font-semibold tracking-tight">Board</h1>
        <ProblemNote error={board.error} onRetry={() => void board.refetch()} />
      </div>
    );
  }
  return <BoardSkeleton />;
}

function LoadedBoard({ board, openTicketId, StartRun }: { board: Board } & Omit<BoardPageProps, 'projectId'>) {
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const shownFilter = useDeferredValue(filter);
  const [newIn, setNewIn] = useState<string | null>(null);
  const [startOn, setStartOn] = useState<string | null>(null);
  const { mutate } = useMoveTicket(board.project.id);
  const tickets = useRef(board.tickets);
  tickets.current = board.tickets;
  const move = useCallback(
    (ticketId: string, place: Place) => {
      const ticket = tickets.current.find((one) => one.id === ticketId);
      if (ticket !== undefined) mutate({ ticket, place });
    },
    [mutate],
  );
  useBoardDrops(scroller, board, move);
  useShortcut('c', () => setNewIn('backlog'));

  useOpenedTicket(board, openTicketId);
  const { mutate: loadMore, isPending: loadingMore } = useMoreTickets(board);
  const openTicket = board.tickets.find((ticket) => ticket.id === openTicketId);
  const closeTicket = () => void navigate({ to: '/projects/$projectId', params: { projectId: board.project.id }, search: {} });
  const columns = board.columns.map((column) => ({ column, tickets: ticketsOf(board, column.key).filter((ticket) => matches(ticket, shownFilter)) }));

  return (
    <div className="flex h-full min-h-0 flex-col">
      <BoardHeader board={board} filter={filter} onFilter={setFilter} onNewTicket={() => setNewIn('backlog')} />
      <ColumnTabs columns={columns.map(({ column, tickets: shown }) => ({ ...column, count: shown.length }))} scroller={scroller} />
      <div ref={scroller} className="flex min-h-0 flex-1 snap-x snap-mandatory gap-2 overflow-x-auto px-[9vw] pb-4 sm:snap-none sm:px-5">
        {columns.map(({ column, tickets: shown }) => (
          <BoardColumn key={column.key} column={column} tickets={shown} board={board} filtered={shownFilter.trim() !== ''} onMove={move} onNewTicket={setNewIn} onStartRun={setStartOn} onLoadMore={loadingMore ? null : loadMore} />
        ))}
      </div>
      <NewTicketDialog board={board} columnKey={newIn} onClose={() => setNewIn(null)} />
      {openTicket !== undefined && startOn === null ? <Suspense fallback={null}><TicketDialog key={openTicket.id} board={board} ticket={openTicket} onClose={closeTicket} onMove={move} onStartRun={setStartOn} /></Suspense> : null}
      {startOn === null ? null : <StartRun ticketId={startOn} board={board} onClose={() => setStartOn(null)} />}
    </div>
  );
}

function BoardHeader({ board, filter, onFilter, onNewTicket }: { board: Board; filter: string; onFilter: (filter: string) => void; onNewTicket: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', () => input.current?.focus());
  const asking = board.tickets.filter((ticket) => ticket.latestRun !== null && needsReview(ticket.latestRun)).length;
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-3 sm:px-5">
      <div className="flex min-w-0 items-baseline gap-3">
        <h1 className="truncate text-lg font-semibold tracking-tight">{board.project.name}</h1>
        {asking > 0 ? <span className="text-[13px] font-medium whitespace-nowrap text-warn">{asking === 1 ? '1 change needs' : `${asking} changes need`} your review</span> : null}
      </div>
      <div className="flex w-full items-center gap-2 sm:ml-auto sm:w-auto">
        <div className="relative flex-1 sm:w-56 sm:flex-none">
          <Search size={15} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
          <input
            ref={input}
            type="search"
            value={filter}
            onChange={(event) => onFilter(event.target.value)}
            aria-label="Filter tickets"
            placeholder="Filter"
            className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-2 pl-8 text-base sm:text-sm"
          />
        </div>
        <Button look="primary" onClick={onNewTicket}>
          <Plus size={16} aria-hidden /> New ticket
        </Button>
      </div>
    </header>
  );
}
