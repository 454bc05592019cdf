import type { TicketGuidance, TicketGuidanceQuery } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { MarkdownText } from './markdown.tsx';
import { ProblemNote } from './problem-note.tsx';
import { api } from '../lib/client.ts';

type Asked = z.input<typeof TicketGuidanceQuery>;

/** What an agent would be told, allowed and given in a run of the ticket that began now; read when somebody opens it. */
export function GuidanceSection({ ticketId, asked, children }: { ticketId: string; asked: Asked; /** What it asks is chosen here. */ children?: ReactNode }) {
  const [open, setOpen] = useState(false);
  const guidance = useQuery({ queryKey: ['ticket-guidance', ticketId, asked], enabled: open, queryFn: ({ signal }) => api.readTicketGuidance({ id: ticketId, query: asked }, { signal }) });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="rounded-xl border border-line px-3.5 py-2.5 text-[13px]">
      <summary className="font-medium">What an agent would be told</summary>
      {children}
      {guidance.error ? <ProblemNote error={guidance.error} /> : null}
      {guidance.data ? <Guidance guidance={guidance.data} /> : null}
    </details>
  );
}

function Guidance({ guidance: { instructions, tools, allowedPaths, comments, files } }: { guidance: TicketGuidance }) {
  return (
    <div className="mt-2 flex flex-col gap-3">
      {instructions.length === 0 ? <p className="text-faint">No instructions.</p> : null}
      {instructions.map(({ source, id, text }) => (
        <section key={`${source} ${id}`} aria-label={`Instruction of ${source}`}>
          <h3 className="text-xs text-faint">of {source}</h3>
          <MarkdownText text={text} />
        </section>
      ))}
      <p>
        <span className="text-faint">May: </span>
        {tools === null ? 'what the mode allows' : tools.join(', ') || 'read only'}
      </p>
      <p className="[overflow-wrap:anywhere]">
        <span className="text-faint">May change: </span>
        {allowedPaths.length === 0 ? 'every file' : allowedPaths.map(({ source, globs }) => `${globs.join(', ')} (${source})`).join(' and ')}
      </p>
      <p>
        <span className="text-faint">Is given: </span>
        {comments.count} {comments.count === 1 ? 'comment' : 'comments'}, {files.length} {files.length === 1 ? 'file' : 'files'}
      </p>
    </div>
  );
}
