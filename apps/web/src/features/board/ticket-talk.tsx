import type { CommentView } from '@lime/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { MarkdownText } from '../../components/markdown.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { usePages } from '../../lib/use-pages.ts';

const kinds = { user: '', agent: ' · agent', system: ' · Assembly Lime', forge: ' · at the forge' };

/** What was said about a ticket, by people and by what works on it, and a box to say more. */
export function TicketTalk({ ticketId }: { ticketId: string }) {
  const comments = usePages({ key: [...keys.comments(ticketId)], read: (cursor, options) => api.listComments({ id: ticketId, query: { limit: 50, ...cursor } }, options) });
  return (
    <section aria-label="Comments" className="flex flex-col gap-3">
      <h3 className="text-[13px] font-semibold">Comments</h3>
      <PagesList pages={comments} label="Loading the comments" empty={<p className="text-[13px] text-faint">Nothing was said yet. Agents read what you say here when their run begins.</p>}>
        {(items) => (
          <ol className="flex flex-col gap-3">
            {items.map((comment) => (
              <Comment key={comment.id} comment={comment} />
            ))}
          </ol>
        )}
      </PagesList>
      <SayMore ticketId={ticketId} />
    </section>
  );
}

function Comment({ comment: { author, bodyMd, createdAt, url } }: { comment: CommentView }) {
  return (
    <li className="text-[13px]">
      <p className="text-xs text-faint">
        <span className="font-medium text-ink">{author.name}</span>
        {kinds[author.kind]} · <TimeAgo at={createdAt} />
        {url === null || !/^https?:/.test(url) ? null : (
          <>
            {' · '}
            <a href={url} target="_blank" rel="noreferrer" className="underline">
              there
            </a>
          </>
        )}
      </p>
      <MarkdownText text={bodyMd} />
    </li>
  );
}

function SayMore({ ticketId }: { ticketId: string }) {
  const [text, setText] = useState('');
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (bodyMd: string) => api.addComment({ id: ticketId, body: { bodyMd } }),
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: keys.comments(ticketId) });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && !add.isPending) add.mutate(text.trim());
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <textarea rows={2} value={text} onChange={(event) => setText(event.target.value)} aria-label="Comment" placeholder="Say something about this ticket…" className="field-sizing-content max-h-40 min-h-9 flex-1 resize-none rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base sm:text-sm" />
      <Button type="submit" disabled={text.trim() === ''} busy={add.isPending}>
        Comment
      </Button>
    </form>
  );
}
