import { type ArtifactView, Id, PlanContent, type StepView } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { z } from 'zod';
import { MarkdownText } from '../../components/markdown.tsx';
import { ArtifactContent } from './artifact-content.tsx';
import { useTicket } from './get-ticket.ts';

/** What a step leaves that has made tickets of a plan. */
const Created = z.object({ tickets: z.array(z.object({ ticketId: Id, ref: z.string() })) });

/** A plan, ticket by ticket; with the tickets that were made of it, once they are. */
export function PlanView({ artifact, steps }: { artifact: ArtifactView; steps: readonly StepView[] }) {
  const made = steps.flatMap((step) => Created.safeParse(step.output).data?.tickets ?? []);
  return (
    <ArtifactContent artifact={artifact} schema={PlanContent}>
      {(content) => (
        <div className="flex max-w-3xl flex-col gap-5">
          <MarkdownText text={content.summary} />
          <ol className="flex flex-col gap-3">
            {content.tickets.map((ticket, index) => (
              <PlannedTicket key={index} ticket={ticket} number={index + 1} made={made[index]} />
            ))}
          </ol>
        </div>
      )}
    </ArtifactContent>
  );
}

type Made = z.infer<typeof Created>['tickets'][number];
type PlannedTicketProps = { ticket: PlanContent['tickets'][number]; number: number; made: Made | undefined };

function PlannedTicket({ ticket, number, made }: PlannedTicketProps) {
  return (
    <li className="flex gap-3 rounded-xl border border-line bg-surface px-4 py-3">
      <span aria-hidden className="w-5 shrink-0 text-right text-faint tabular-nums">
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <h2 className="font-medium text-pretty [overflow-wrap:anywhere]">{ticket.title}</h2>
          {made === undefined ? null : <MadeTicket made={made} />}
        </div>
        <MarkdownText text={ticket.description} />
        {ticket.paths.length === 0 ? null : <p className="mt-1.5 font-mono text-xs text-faint [overflow-wrap:anywhere]">{ticket.paths.join(', ')}</p>}
      </div>
    </li>
  );
}

function MadeTicket({ made: { ticketId, ref } }: { made: Made }) {
  const ticket = useTicket(ticketId).data;
  if (ticket === undefined) return <span className="text-[13px] text-faint">{ref}</span>;
  return (
    <Link to="/projects/$projectId" params={{ projectId: ticket.projectId }} search={{ ticket: ticketId }} className="rounded text-[13px] text-accent underline underline-offset-2">
      {ref}
    </Link>
  );
}
