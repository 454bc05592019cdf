import type { TicketMention } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { readLinks } from '../sql/ticket-links.ts';

/** What a ticket waits for. */
export async function readOpenBlockers(tx: TenantRead, ticketId: bigint): Promise<TicketMention[]> {
  return (await readLinks(tx, ticketId)).blockedBy.filter((blocker) => !blocker.done);
}

/** What a ticket waits for, in words: `AL-12 (Ground)`; null when it waits for nothing. */
export async function describeBlockers(tx: TenantRead, ticketId: bigint): Promise<string | null> {
  const open = await readOpenBlockers(tx, ticketId);
  if (open.length === 0) return null;
  const more = open.length > 5 ? ` and ${open.length - 5} more` : '';
  return `${open.slice(0, 5).map(({ ref, title }) => `${ref} (${title})`).join(', ')}${more}`;
}
