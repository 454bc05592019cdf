import type { TicketCard } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import type { Client } from './client.ts';

/** The ticket that people call AL-12, or by its id. */
export async function findTicket(client: Pick<Client, 'searchTickets' | 'readTicket'>, name: string): Promise<TicketCard> {
  if (/^\d+$/.test(name)) return client.readTicket({ id: name });
  const { items } = await client.searchTickets({ query: { q: name, limit: 5 } });
  const found = items.find((card) => card.ref.toLowerCase() === name.trim().toLowerCase());
  if (found) return found;
  throw new CliError({ message: `there is no ticket ${name}`, hint: 'Tickets go by their ref, such as AL-12, or by their id. See: lime tickets search WORDS', code: 'not_found' });
}
