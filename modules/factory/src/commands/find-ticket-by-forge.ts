import { type ForgeEvent, type ForgeEventOf, Id } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import type { EventTicket } from '@lime/forge';
import { readRunSummary } from '@lime/runs';
import { findTicketByRef, findTicketOfPull } from '../sql/ticket-pulls.ts';

/** Events that say which branch a pull request is of, and what it is called. */
export type AboutPull = ForgeEventOf<'pull_request'> | ForgeEventOf<'review'>;

/** More than so many names of tickets are not looked up. */
const mostRefs = 10;

/**
 * The ticket that a pull request is about: the one it is known to be of, that of the run whose branch it is
 * (`al/<mode>/<run>`), or the first one named in its branch or title (`AL-12`). Null when it names none; or when somebody
 * from outside names one, who could move any.
 */
export async function findTicketByForge(tx: TenantRead, event: ForgeEvent): Promise<EventTicket> {
  if (event.kind !== 'pull_request' && event.kind !== 'review') return null;
  const known = event.repository && (await findTicketOfPull(tx, event.repository, event.number));
  if (known) return known;
  if (event.kind === 'pull_request' && event.outsider && event.action !== 'merged') return null;
  const runId = Id.safeParse(/^al\/[a-z]+\/(\d+)$/.exec(event.head.ref)?.[1]);
  const run = runId.success ? await readRunSummary(tx, BigInt(runId.data)) : null;
  if (run?.ticketId && run.projectId) return { ticketId: BigInt(run.ticketId), projectId: BigInt(run.projectId), runId: BigInt(run.id) };
  return findTicketByRef(tx, refsIn(event));
}

/** `AL-12`, in a branch also as `al-12`. */
function refsIn({ head, title }: AboutPull): { key: string; number: number }[] {
  const branch = head.ref.toUpperCase().matchAll(/(?<![A-Z0-9])([A-Z][A-Z0-9]{1,9})-(\d{1,9})(?!\d)/g);
  const named = title.matchAll(/\b([A-Z][A-Z0-9]{1,9})-(\d{1,9})\b/g);
  return [...branch, ...named].slice(0, mostRefs).map(([, key = '', number]) => ({ key, number: Number(number) }));
}
