import type { TicketCard, TicketMention } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, Circle, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Input } from '../../components/field.tsx';
import { ReferenceControl } from '../../keep/reference-control.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';

/** The parts of a ticket, and the tickets that it waits for or holds back. */
export function TicketLinks({ ticket }: { ticket: TicketCard }) {
  const { id, projectId } = ticket;
  const key = ['ticket-links', id];
  const links = useQuery({ queryKey: [...key, ticket.openBlockers, ticket.subtasks.total, ticket.subtasks.done], queryFn: ({ signal }) => api.readTicketLinks({ id }, { signal }), placeholderData: (before) => before });
  const renews = [key, keys.board(projectId)];
  const block = useChange({ renews, change: (ticketId: string) => api.addBlocker({ id, body: { ticketId } }) });
  const unblock = useChange({ renews, change: (blockerId: string) => api.removeBlocker({ id, blockerId }) });
  const { parent, subtasks = [], blockedBy = [], blocks = [] } = links.data ?? {};
  return (
    <>
      <section aria-label="Subtasks" className="flex flex-col gap-2">
        <h3 className="text-[13px] font-semibold">
          Subtasks {subtasks.length === 0 ? null : <span className="font-normal text-faint tabular-nums">{ticket.subtasks.done} of {ticket.subtasks.total} done</span>}
        </h3>
        {parent ? <p className="text-[13px] text-muted">A part of <Mention projectId={projectId} ticket={parent} /></p> : null}
        <Mentions projectId={projectId} tickets={subtasks} />
        <NewSubtask ticket={ticket} renews={renews} />
      </section>
      <section aria-label="Dependencies" className="flex flex-col gap-2">
        <h3 className="text-[13px] font-semibold">Waits for</h3>
        <Mentions projectId={projectId} tickets={blockedBy} onRemove={(one) => unblock.mutate(one.id)} />
        <ReferenceControl to="ticketId" aria-label="Another ticket that it waits for" value="" none="Add a ticket that must be done first…" without={[id, ...blockedBy.map((one) => one.id)]} disabled={block.isPending} onChange={(other) => other !== '' && block.mutate(other)} />
        {blocks.length === 0 ? null : (
          <>
            <h3 className="text-[13px] font-semibold">Holds back</h3>
            <Mentions projectId={projectId} tickets={blocks} />
          </>
        )}
      </section>
    </>
  );
}

function Mention({ projectId, ticket: { id, ref, title } }: { projectId: string; ticket: TicketMention }) {
  return (
    <Link to="/projects/$projectId" params={{ projectId }} search={{ ticket: id }} className="hover:underline [overflow-wrap:anywhere]">
      <span className="text-faint">{ref}</span> {title}
    </Link>
  );
}

function Mentions({ projectId, tickets, onRemove }: { projectId: string; tickets: TicketMention[]; onRemove?: (ticket: TicketMention) => void }) {
  if (tickets.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5">
      {tickets.map((ticket) => (
        <li key={ticket.id} className="flex min-h-7 items-center gap-2 text-[13px]">
          {ticket.done ? <Check size={14} aria-label="Done" role="img" className="shrink-0 text-ok" /> : <Circle size={14} aria-label="Not done" role="img" className="shrink-0 text-faint" />}
          <span className="min-w-0 flex-1">
            <Mention projectId={projectId} ticket={ticket} />
          </span>
          {onRemove ? (
            <IconButton label={`No longer wait for ${ticket.ref}`} className="size-7" onClick={() => onRemove(ticket)}>
              <X size={14} aria-hidden />
            </IconButton>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function NewSubtask({ ticket, renews }: { ticket: TicketCard; renews: (readonly string[])[] }) {
  const [title, setTitle] = useState('');
  const add = useChange({ renews, change: (named: string) => api.createTicket({ id: ticket.projectId, body: { title: named, parentTicketId: ticket.id, boardId: ticket.boardId } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (title.trim() !== '') add.mutate(title.trim(), { onSuccess: () => setTitle('') });
  };
  return (
    <form onSubmit={submit} className="flex gap-2">
      <Input aria-label="New subtask" value={title} onChange={(event) => setTitle(event.target.value)} maxLength={300} placeholder="Add a part of it…" autoComplete="off" />
      <Button type="submit" busy={add.isPending} disabled={title.trim() === ''}>
        Add
      </Button>
    </form>
  );
}
