import type { TicketCard } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { api } from '../../lib/client.ts';

/** The tickets that this one waits for, and whether its run begins by itself when they are done. */
export function TicketWaits({ ticket: { id, openBlockers, latestRun } }: { ticket: TicketCard }) {
  const links = useQuery({ queryKey: ['ticket-links', id, openBlockers], enabled: openBlockers > 0, queryFn: ({ signal }) => api.readTicketLinks({ id }, { signal }) });
  if (openBlockers === 0) return null;
  const open = links.data?.blockedBy.filter(({ done }) => !done) ?? [];
  const begins = latestRun?.waitingOn === 'tickets' ? ' Its run begins by itself when they are done.' : '';
  return (
    <p className="flex items-start gap-2 rounded-xl border border-line px-3.5 py-2.5 text-[13px]">
      <Hourglass size={15} aria-hidden className="mt-0.5 shrink-0 text-faint" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        Waits for {open.length === 0 ? `${openBlockers} other ${openBlockers === 1 ? 'ticket' : 'tickets'}` : open.map(({ ref, title }) => `${ref} (${title})`).join(', ')}.{begins}
      </span>
    </p>
  );
}
