import type { Board, TicketCard } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { Pencil, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { MarkdownText } from '../../components/markdown.tsx';
import { needsReview, RunStatus } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { money } from '../../lib/money.ts';
import { type Place, ticketsOf } from './board-order.ts';
import { useDeleteTicket } from './delete-ticket.ts';
import { EditTicketForm } from './edit-ticket-form.tsx';
import { ColumnChoice, PriorityChoice } from './ticket-choices.tsx';
import { TicketFiles } from './ticket-files.tsx';
import { TicketGuidanceSection } from './ticket-guidance.tsx';
import { TicketLinks } from './ticket-links.tsx';
import { TicketPlan } from './ticket-plan.tsx';
import { TicketTalk } from './ticket-talk.tsx';
import { TicketWaits } from './ticket-waits.tsx';
import { useUpdateTicket } from './update-ticket.ts';

type TicketDialogProps = { board: Board; ticket: TicketCard; onClose: () => void; onMove: (ticketId: string, place: Place) => void; onStartRun: (ticketId: string) => void };

export function TicketDialog({ board, ticket, onClose, onMove, onStartRun }: TicketDialogProps) {
  const [editing, setEditing] = useState(false);
  return (
    <Dialog wide open onClose={onClose} title={<TicketTitle ticket={ticket} />}>
      {editing ? <EditTicketForm ticket={ticket} onDone={() => setEditing(false)} /> : <TicketView board={board} ticket={ticket} onClose={onClose} onMove={onMove} onStartRun={onStartRun} onEdit={() => setEditing(true)} />}
    </Dialog>
  );
}

function TicketTitle({ ticket }: { ticket: TicketCard }) {
  return (
    <>
      <span className="block text-xs font-normal text-faint">{ticket.ref}</span>
      {ticket.title}
    </>
  );
}

function TicketView({ board, ticket, onClose, onMove, onStartRun, onEdit }: TicketDialogProps & { onEdit: () => void }) {
  return (
    <>
      <DialogBody>
        {ticket.description.trim() === '' ? <p className="text-faint">No description.</p> : <MarkdownText text={ticket.description} />}
        <TicketWaits ticket={ticket} />
        {ticket.latestRun === null ? null : <LatestRun run={ticket.latestRun} />}
        <TicketFacts board={board} ticket={ticket} onMove={onMove} />
        <TicketPlan ticket={ticket} />
        <TicketLinks ticket={ticket} />
        <TicketFiles ticketId={ticket.id} />
        <TicketGuidanceSection ticketId={ticket.id} />
        <TicketTalk ticketId={ticket.id} />
        <p className="text-xs text-faint">
          Created <TimeAgo at={ticket.createdAt} />, changed <TimeAgo at={ticket.updatedAt} />
        </p>
      </DialogBody>
      <DialogFooter>
        <DeleteTicket ticket={ticket} onDeleted={onClose} />
        <Button onClick={onEdit}>
          <Pencil size={15} aria-hidden /> Edit
        </Button>
        <Button look="primary" onClick={() => onStartRun(ticket.id)}>
          <Play size={15} aria-hidden /> Start a run
        </Button>
      </DialogFooter>
    </>
  );
}

function LatestRun({ run }: { run: NonNullable<TicketCard['latestRun']> }) {
  return (
    <section aria-label="Latest run" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line px-3.5 py-2.5">
      <RunStatus run={run} pill />
      <span className="text-[13px] text-muted">
        <TimeAgo at={run.createdAt} />
        {run.costCents > 0 ? ` · ${money(run.costCents)}` : ''}
      </span>
      <Link to="/runs/$runId" params={{ runId: run.id }} className={`${buttonClass(needsReview(run) ? 'primary' : 'secondary', true)} ml-auto`}>
        {needsReview(run) ? 'Review the change' : 'Open the run'}
      </Link>
      {run.error === null ? null : <p className="basis-full text-[13px] text-bad [overflow-wrap:anywhere]">{run.error.message}</p>}
    </section>
  );
}

function TicketFacts({ board, ticket, onMove }: Pick<TicketDialogProps, 'board' | 'ticket' | 'onMove'>) {
  const update = useUpdateTicket(ticket.projectId);
  const moveTo = (columnKey: string) => onMove(ticket.id, { columnKey, afterTicketId: ticketsOf(board, columnKey).at(-1)?.id ?? null });
  const setPriority = (priority: number) => update.mutate({ ticketId: ticket.id, body: { version: ticket.version, priority } });
  return (
    <div className="grid grid-cols-2 gap-3">
      <ColumnChoice board={board} value={ticket.columnKey} onChange={(event) => moveTo(event.target.value)} />
      <PriorityChoice value={ticket.priority} disabled={update.isPending} onChange={(event) => setPriority(Number(event.target.value))} />
    </div>
  );
}

function DeleteTicket({ ticket, onDeleted }: { ticket: TicketCard; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  const [subtasks, setSubtasks] = useState<'keep' | 'delete'>('keep');
  const remove = useDeleteTicket(ticket.projectId);
  const confirm = () => remove.mutate({ ticket, subtasks }, { onSuccess: onDeleted });
  return (
    <>
      <Button look="danger" className="mr-auto" onClick={() => setAsking(true)} busy={remove.isPending}>
        <Trash2 size={15} aria-hidden /> Delete
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={`Delete ${ticket.ref}?`} confirm="Delete ticket" onConfirm={confirm}>
        The ticket leaves the board; it can be restored for 30 days. Its runs and what they made are kept.
        {ticket.subtasks.total === 0 ? null : (
          <label className="mt-3 flex items-center gap-2.5 text-sm text-ink">
            <input type="checkbox" checked={subtasks === 'delete'} onChange={(event) => setSubtasks(event.target.checked ? 'delete' : 'keep')} className="size-4 accent-accent" />
            Delete its parts as well
          </label>
        )}
      </ConfirmDialog>
    </>
  );
}
