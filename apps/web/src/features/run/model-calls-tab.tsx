import type { ModelCallView } from '@lime/contracts';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Status, type Tone } from '../../components/run-status.tsx';
import { Skeleton, SkeletonList } from '../../components/skeleton.tsx';
import { smallMoney } from '../../lib/money.ts';
import { clockTime, duration } from '../../lib/time.ts';
import { useKeptTalk, useModelCalls } from './list-model-calls.ts';

const statuses: Record<ModelCallView['status'], { words: string; tone: Tone }> = {
  open: { words: 'Open', tone: 'live' },
  answered: { words: 'Answered', tone: 'ok' },
  cut: { words: 'Cut off', tone: 'ask' },
  failed: { words: 'Failed', tone: 'bad' },
  lost: { words: 'Lost', tone: 'bad' },
};

/** Every call of a model that the run's agents made. */
export function ModelCallsTab({ runId, live }: { runId: string; live: boolean }) {
  const calls = useModelCalls(runId, { live });
  if (calls.error && calls.data === undefined) return <ProblemNote error={calls.error} onRetry={() => void calls.refetch()} />;
  if (calls.data === undefined) return <SkeletonList count={4} label="Loading the calls" className="h-14" />;
  const items = calls.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title="No calls on record">Calls of language models are listed here, as far as Settings → Models says to keep them.</EmptyState>;
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {items.map((call) => (
          <Call key={call.id} call={call} />
        ))}
      </ul>
      {calls.hasNextPage ? (
        <Button className="self-center" busy={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

function Call({ call }: { call: ModelCallView }) {
  const { words, tone } = statuses[call.status];
  const cached = call.cacheReadTokens > 0 ? ` (${call.cacheReadTokens.toLocaleString('en-US')} cached)` : '';
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
        <span className="font-mono text-xs text-faint tabular-nums">{clockTime(call.startedAt)}</span>
        <span className="font-mono text-[12.5px] [overflow-wrap:anywhere]">{call.model}</span>
        {call.status === 'answered' ? null : <Status tone={tone} words={words} live={tone === 'live'} />}
        <span className="ml-auto font-medium tabular-nums">{call.costMicros === null ? `up to ${smallMoney(call.heldMicros)}` : smallMoney(call.costMicros)}</span>
      </div>
      <p className="text-xs text-muted tabular-nums">
        {call.estimated ? 'about ' : ''}
        {call.inputTokens.toLocaleString('en-US')} tokens in{cached}, {call.outputTokens.toLocaleString('en-US')} out
        {call.endedAt === null ? '' : ` · ${duration(Date.parse(call.endedAt) - Date.parse(call.startedAt))}`}
        {call.upstream === null ? '' : ` · ${call.upstream}`}
        {call.attempts > 1 ? ` · ${call.attempts} tries` : ''}
      </p>
      {call.failure === null ? null : <p className="text-xs text-bad [overflow-wrap:anywhere]">{call.failure}</p>}
      {call.kept.request || call.kept.answer ? <Talk call={call} /> : null}
    </li>
  );
}

function Talk({ call }: { call: ModelCallView }) {
  return (
    <div className="flex flex-col gap-1">
      {call.kept.request ? <Part callId={call.id} part="request" title="What was asked" /> : null}
      {call.kept.answer ? <Part callId={call.id} part="answer" title="What was answered" /> : null}
    </div>
  );
}

function Part({ callId, part, title }: { callId: string; part: 'request' | 'answer'; title: string }) {
  const [open, setOpen] = useState(false);
  const talk = useKeptTalk(callId, part, open);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="text-[13px]">
      <summary className="w-fit rounded text-muted hover:text-ink">{title}</summary>
      {talk.error ? <ProblemNote error={talk.error} onRetry={() => void talk.refetch()} /> : null}
      {talk.isPending ? <Skeleton className="mt-1.5 h-16" /> : null}
      {talk.data === undefined ? null : (
        <pre tabIndex={0} aria-label={title} className="mt-1.5 max-h-96 overflow-auto rounded-lg bg-sunken/60 px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          {talk.data}
        </pre>
      )}
    </details>
  );
}
