import type { Board, RunSummary, TicketCard, TicketPage } from '@lime/contracts';

/** Order within a column: by position as byte strings, then by id. */
function compareTickets(a: TicketCard, b: TicketCard): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1;
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function ticketsOf(board: Board, columnKey: string): TicketCard[] {
  return board.tickets.filter((ticket) => ticket.columnKey === columnKey).toSorted(compareTickets);
}

export type Place = {
  columnKey: string;
  /** The ticket to stand after; null for the top. */
  afterTicketId: string | null;
};

/** The board with a ticket moved, before the server has given it its real position. */
export function withMove(board: Board, ticketId: string, place: Place): Board {
  const after = board.tickets.find((ticket) => ticket.id === place.afterTicketId);
  // The least string greater than the neighbour's position; the empty string is less than all.
  const position = after === undefined ? '' : `${after.position}\u0001`;
  return { ...board, tickets: board.tickets.map((ticket) => (ticket.id === ticketId ? { ...ticket, columnKey: place.columnKey, position } : ticket)) };
}

/** Whether the ticket already stands at that place. */
export function isAt(board: Board, ticket: TicketCard, place: Place): boolean {
  if (ticket.columnKey !== place.columnKey) return false;
  const column = ticketsOf(board, place.columnKey);
  const index = column.findIndex((other) => other.id === ticket.id);
  return place.afterTicketId === ticket.id || (column[index - 1]?.id ?? null) === place.afterTicketId;
}

/** Where a dragged ticket lands when it is dropped on a card's upper or lower half, or (no card) at the end of a column. */
export function placeOfDrop(board: Board, draggedId: string, drop: { columnKey: string; onTicketId: string | null; edge: 'top' | 'bottom' }): Place {
  const column = ticketsOf(board, drop.columnKey).filter((ticket) => ticket.id !== draggedId);
  const index = column.findIndex((ticket) => ticket.id === drop.onTicketId);
  if (index === -1) return { columnKey: drop.columnKey, afterTicketId: column.at(-1)?.id ?? null };
  const after = drop.edge === 'bottom' ? column[index] : column[index - 1];
  return { columnKey: drop.columnKey, afterTicketId: after?.id ?? null };
}

/** The board with the newest state of a ticket; a late message about an older version changes nothing. */
export function withTicket(board: Board, ticket: TicketCard): Board {
  // The project's other boards tell of their tickets too.
  if (ticket.boardId !== board.id) return withoutTicket(board, ticket.id);
  const known = board.tickets.find((other) => other.id === ticket.id);
  if (known === undefined) return { ...board, tickets: [...board.tickets, ticket] };
  if (known.version > ticket.version) return board;
  return { ...board, tickets: board.tickets.map((other) => (other.id === ticket.id ? ticket : other)) };
}

/** The board with a further page of one of its columns. */
export function withPage(board: Board, columnKey: string, page: TicketPage): Board {
  const grown = page.items.reduce(withTicket, board);
  return { ...grown, columns: grown.columns.map((column) => (column.key === columnKey ? { ...column, next: page.next } : column)) };
}

export function withoutTicket(board: Board, ticketId: string): Board {
  return { ...board, tickets: board.tickets.filter((ticket) => ticket.id !== ticketId) };
}

/** The board with the newest state of a run on its ticket's card. */
export function withRun(board: Board, run: RunSummary): Board {
  const concerns = (ticket: TicketCard) => ticket.id === run.ticketId && run.parentRunId === null && !isNewer(ticket.latestRun, run);
  return { ...board, tickets: board.tickets.map((ticket) => (concerns(ticket) ? { ...ticket, latestRun: run } : ticket)) };
}

function isNewer(known: RunSummary | null, run: RunSummary): boolean {
  if (known === null) return false;
  return known.id === run.id ? known.lastSeq > run.lastSeq : BigInt(known.id) > BigInt(run.id);
}

/** Whether a ticket matches what was typed into the filter: every word, in its ref or title. */
export function matches(ticket: TicketCard, filter: string): boolean {
  const text = `${ticket.ref} ${ticket.title}`.toLowerCase();
  return filter.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
