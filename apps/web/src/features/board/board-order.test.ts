import { describe, expect, test } from 'bun:test';
import type { Board, RunSummary, TicketCard } from '@lime/contracts';
import { isAt, matches, placeOfDrop, ticketsOf, withMove, withPage, withRun, withTicket, withoutTicket } from './board-order.ts';

const at = '2026-11-20T10:00:00.000Z';

function card(id: string, columnKey: string, position: string, more: Partial<TicketCard> = {}): TicketCard {
  return { id, ref: `AL-${id}`, projectId: '1', boardId: '1', columnKey, position, title: `Ticket ${id}`, description: '', priority: 2, labels: [], assigneeUserId: null, repositoryId: null, branch: null, prUrl: null, statusMeta: {}, dueOn: null, version: 1, latestRun: null, parentTicketId: null, subtasks: { done: 0, total: 0 }, openBlockers: 0, costCents: 0, createdBy: null, createdAt: at, updatedAt: at, ...more };
}

function run(id: string, more: Partial<RunSummary> = {}): RunSummary {
  return { id, projectId: '1', ticketId: '2', parentRunId: null, from: null, attemptGroupId: null, provider: 'recipe', mode: 'implement', prompt: 'Work', summary: null, workflow: 'ticket', title: 'Work', status: 'running', waitingOn: null, waitingSince: null, error: null, costCents: 0, reservedCents: 0, lastSeq: 1, createdBy: 'demo', createdAt: at, startedAt: at, endedAt: null, ...more };
}

const board: Board = {
  id: '1',
  name: 'Board',
  version: 1,
  project: { id: '1', key: 'AL', name: 'Demo', merge: 'none', gatePolicy: { approvals: 1, roles: [], authorMayApprove: true }, egress: [], followUps: 0, followComments: false, chain: [], maxRounds: 2, attempts: [], allowedPaths: [], archivedAt: null, version: 1, createdAt: at },
  columns: [
    { key: 'todo', title: 'Todo', wipLimit: null, count: 3, countIsExact: true, next: null },
    { key: 'done', title: 'Done', wipLimit: null, count: 1, countIsExact: true, next: null },
  ],
  tickets: [card('3', 'todo', 'a2'), card('1', 'todo', 'a0'), card('2', 'todo', 'a1'), card('4', 'done', 'a0')],
};

const order = (of: Board, column: string) => ticketsOf(of, column).map((ticket) => ticket.id);

describe('order of the board', () => {
  test('by position as byte strings: capitals before small letters', () => {
    const mixed = { ...board, tickets: [card('1', 'todo', 'a'), card('2', 'todo', 'Z'), card('10', 'todo', 'Z'), card('3', 'todo', '0')] };
    expect(order(mixed, 'todo')).toEqual(['3', '2', '10', '1']);
  });

  test('a moved card stands right after its new neighbour, or at the top', () => {
    expect(order(withMove(board, '3', { columnKey: 'todo', afterTicketId: '1' }), 'todo')).toEqual(['1', '3', '2']);
    expect(order(withMove(board, '3', { columnKey: 'todo', afterTicketId: null }), 'todo')).toEqual(['3', '1', '2']);
    const across = withMove(board, '1', { columnKey: 'done', afterTicketId: '4' });
    expect([order(across, 'todo'), order(across, 'done')]).toEqual([['2', '3'], ['4', '1']]);
  });

  test('a drop lands above or below the card, at the end of a column, or in an empty one', () => {
    const drop = (onTicketId: string | null, edge: 'top' | 'bottom', columnKey = 'todo') => placeOfDrop(board, '3', { columnKey, onTicketId, edge }).afterTicketId;
    expect(drop('1', 'top')).toBe(null);
    expect(drop('1', 'bottom')).toBe('1');
    expect(drop('2', 'top')).toBe('1');
    expect(drop(null, 'bottom')).toBe('2');
    expect(drop(null, 'bottom', 'done')).toBe('4');
    expect(drop(null, 'bottom', 'qa')).toBe(null);
  });

  test('a drop where the card already is counts as no move', () => {
    const third = card('3', 'todo', 'a2');
    expect(isAt(board, third, { columnKey: 'todo', afterTicketId: '2' })).toBe(true);
    expect(isAt(board, third, { columnKey: 'todo', afterTicketId: '1' })).toBe(false);
    expect(isAt(board, third, { columnKey: 'done', afterTicketId: null })).toBe(false);
  });
});

describe('live changes', () => {
  test('a newer ticket replaces, an older one is ignored, an unknown one is added', () => {
    const newer = withTicket(board, card('2', 'done', 'b0', { version: 3 }));
    expect(order(newer, 'done')).toEqual(['4', '2']);
    expect(withTicket(newer, card('2', 'todo', 'a1', { version: 2 }))).toBe(newer);
    expect(order(withTicket(board, card('9', 'done', 'z')), 'done')).toEqual(['4', '9']);
    expect(order(withoutTicket(board, '2'), 'todo')).toEqual(['1', '3']);
  });

  test('a card shows its latest run, whatever order the messages come in', () => {
    const latest = (of: Board) => of.tickets.find((ticket) => ticket.id === '2')?.latestRun;
    const first = withRun(board, run('7', { lastSeq: 5 }));
    expect(latest(first)?.id).toBe('7');
    expect(latest(withRun(first, run('7', { lastSeq: 4, status: 'queued' })))?.status).toBe('running');
    expect(latest(withRun(first, run('10')))?.id).toBe('10');
    expect(latest(withRun(withRun(first, run('10')), run('7', { lastSeq: 9 })))?.id).toBe('10');
    expect(latest(withRun(first, run('11', { parentRunId: '7' })))?.id).toBe('7');
  });
});

test('a further page of a column comes below what is there, once; tickets of other boards stay away', () => {
  const page = withPage(board, 'todo', { items: [card('2', 'todo', 'a1', { version: 2 }), card('9', 'todo', 'a9'), card('8', 'todo', 'a3', { boardId: '2' })], next: null });
  expect([order(page, 'todo'), page.columns[0]?.next, page.tickets.find((ticket) => ticket.id === '2')?.version]).toEqual([['1', '2', '3', '9'], null, 2]);
  expect(order(withTicket(board, card('1', 'todo', 'a0', { boardId: '2', version: 5 })), 'todo')).toEqual(['2', '3']);
});

test('the filter wants every word', () => {
  const ticket = card('12', 'todo', 'a', { title: 'Round money half to even' });
  expect(matches(ticket, 'al-12 money')).toBe(true);
  expect(matches(ticket, 'money float')).toBe(false);
  expect(matches(ticket, '  ')).toBe(true);
});
