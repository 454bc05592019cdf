import type { Board, TicketCard as Ticket } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { memo, useRef } from 'react';
import { IconButton } from '../../components/button.tsx';
import { LabelChip } from '../../components/label-chip.tsx';
import { Menu } from '../../components/menu.tsx';
import { PriorityMark } from '../../components/priority.tsx';
import { needsReview, RunStatus } from '../../components/run-status.tsx';
import { Elapsed, TimeAgo } from '../../components/time-ago.tsx';
import { cx } from '../../lib/class-names.ts';
import { money } from '../../lib/money.ts';
import { day } from '../../lib/time.ts';
import type { Place } from './board-order.ts';
import { BuildMark } from './build-mark.tsx';
import { MoveMenu } from './move-menu.tsx';
import { useCardDrag } from './use-card-drag.ts';

type TicketCardProps = { ticket: Ticket; board: Board; onMove: (ticketId: string, place: Place) => void; onStartRun: (ticketId: string) => void };

/** A ticket on the board. The whole card opens it; its run and its menu lie above that. */
export const TicketCard = memo(function TicketCard({ ticket, board, onMove, onStartRun }: TicketCardProps) {
  const element = useRef<HTMLLIElement>(null);
  const { dragging, edge } = useCardDrag(element, ticket.id, ticket.columnKey);
  const run = ticket.latestRun;
  return (
    <li
      ref={element}
      data-ticket={ticket.ref}
      data-asks={run !== null && needsReview(run) ? '' : undefined}
      className={cx(
        'group relative rounded-xl border bg-surface px-3 pt-2 pb-2.5 shadow-card transition-[border-color,opacity] hover:border-line-strong has-[[data-title]:focus-visible]:outline-2 has-[[data-title]:focus-visible]:outline-accent',
        dragging && 'opacity-40',
        run !== null && needsReview(run) ? 'border-warn/45' : 'border-line',
      )}
    >
      {edge === null ? null : <span aria-hidden className={cx('absolute inset-x-0 z-20 h-0.5 rounded bg-accent', edge === 'top' ? '-top-[5px]' : '-bottom-[5px]')} />}
      <div className="flex h-6 items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-xs text-faint tabular-nums">
          {ticket.ref} · <TimeAgo at={ticket.latestRun?.endedAt ?? ticket.latestRun?.waitingSince ?? ticket.latestRun?.createdAt ?? ticket.updatedAt} />
        </span>
        <BuildMark build={ticket.statusMeta['build']} />
        <Menu
          trigger={
            <IconButton label={`Actions for ${ticket.ref}`} className="absolute top-1.5 right-8 z-10 size-7 bg-surface opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100">
              <Ellipsis size={15} aria-hidden />
            </IconButton>
          }
        >
          <MoveMenu ticket={ticket} board={board} onMove={onMove} onStartRun={onStartRun} />
        </Menu>
        <PriorityMark value={ticket.priority} />
      </div>
      <Link
        to="/projects/$projectId"
        params={{ projectId: ticket.projectId }}
        search={{ ticket: ticket.id }}
        draggable={false}
        data-title
        className="mt-0.5 line-clamp-3 leading-snug font-medium text-pretty outline-none [overflow-wrap:anywhere] after:absolute after:inset-0 after:rounded-xl"
      >
        {ticket.title}
      </Link>
      <PlanLine ticket={ticket} />
      {run === null ? null : <RunLine ticket={ticket} run={run} />}
    </li>
  );
});

/** Its labels, parts and day, as far as it has any. */
function PlanLine({ ticket: { labels, subtasks, openBlockers, dueOn } }: { ticket: Ticket }) {
  if (labels.length === 0 && subtasks.total === 0 && openBlockers === 0 && dueOn === null) return null;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-faint tabular-nums">
      {labels.slice(0, 3).map((label) => <LabelChip key={label.id} label={label} />)}
      {labels.length > 3 ? <span>+{labels.length - 3}</span> : null}
      {subtasks.total === 0 ? null : <span title="Subtasks that are done">{subtasks.done}/{subtasks.total} parts</span>}
      {openBlockers === 0 ? null : <span className="text-warn">waits for {openBlockers}</span>}
      {dueOn === null ? null : <span>due {day(dueOn)}</span>}
    </div>
  );
}

function RunLine({ ticket, run }: { ticket: Ticket; run: NonNullable<Ticket['latestRun']> }) {
  const asks = needsReview(run);
  return (
    <div className="mt-1.5 flex min-h-6 flex-wrap items-center justify-between gap-x-2 gap-y-0.5 text-xs text-faint tabular-nums">
      <Link
        to="/runs/$runId"
        params={{ runId: run.id }}
        draggable={false}
        className={cx('relative z-10 -ml-1 inline-flex rounded-full hover:underline', !asks && 'px-1')}
      >
        <span className="sr-only">Latest run of {ticket.ref}: </span>
        <RunStatus run={run} pill={asks} />
      </Link>
      <span className="ml-auto flex items-center gap-2">
        {run.status === 'running' && run.startedAt !== null ? <Elapsed from={run.startedAt} to={null} /> : null}
        {run.costCents > 0 ? <span title="Cost of the latest run">{money(run.costCents)}</span> : null}
      </span>
    </div>
  );
}
