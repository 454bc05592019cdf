import { Project, TicketCard } from '@lime/contracts';
import type { Server } from '../server/start-server.ts';
import type { Seeded } from './seed-board.ts';

/** Milliseconds of each request, in the order in which they were made. */
export type Used = { board: number[]; move: number[]; search: number[] };

const columns = ['backlog', 'todo', 'in_progress', 'code_review', 'qa', 'done'];

/** Words that every ticket has, that a seventh, a hundredth, a thousandth and one of them have, two at once, a name, and none. */
const searches = (n: number) => ['totals', 'refund', `part${n % 101}`, `bat${n % 1009}`, `trace${n}`, `ord${n % 10007} invoice`, `BENCH-${1 + (n % 9999)}`, `nothing${n}`];

/** Asks one thing after another, each many times: a person's board, a card that is dragged, a word that is typed. */
export async function useBoard(server: Server, { projectId, first, last }: Seeded, times: number): Promise<Used> {
  const used: Used = { board: [], move: [], search: [] };
  const anyId = () => String(first + Math.floor(Math.random() * (last - first + 1)));
  for (let round = 0; round < times; round += 1) {
    used.board.push(await timed(() => ask(server, 'GET', `/projects/${projectId}/board`)));
    const [card, after] = [await server.api(TicketCard, 'GET', `/tickets/${anyId()}`), await server.api(TicketCard, 'GET', `/tickets/${anyId()}`)];
    const columnKey = round % 3 === 0 ? (columns[round % 6] ?? '') : after.columnKey;
    used.move.push(await timed(() => ask(server, 'PATCH', `/tickets/${card.id}`, { version: card.version, columnKey, afterTicketId: after.id })));
    const words = searches(Number(anyId()));
    used.search.push(await timed(() => ask(server, 'GET', `/search/tickets?q=${encodeURIComponent(words[round % words.length] ?? '')}`)));
  }
  return used;
}

/** The answer is read, but not checked: that would be the caller's time. */
async function ask(server: Server, method: 'GET' | 'PATCH', path: string, body?: object): Promise<void> {
  const response = await fetch(`${server.origin}/api/v1${path}`, { method, headers: { ...server.headers, ...(body && { 'content-type': 'application/json' }) }, ...(body && { body: JSON.stringify(body) }) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${answer}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

export async function addProject(server: Server): Promise<string> {
  return (await server.api(Project, 'POST', '/projects', { name: 'Bench', key: 'BENCH' })).id;
}
