import type { RunDetail } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { MarkdownText } from '../../components/markdown.tsx';
import { isOver, RunStatus } from '../../components/run-status.tsx';
import { Elapsed, TimeAgo } from '../../components/time-ago.tsx';
import { money, smallMoney } from '../../lib/money.ts';
import { providerName } from '../../lib/providers.ts';
import { useTicket } from './get-ticket.ts';
import { StopButton } from './stop-button.tsx';
import type { Usage } from './usage.ts';
import { type Work, workOf } from './work-of.ts';

export function RunHeader({ detail, usage }: { detail: RunDetail; usage: Usage }) {
  const { run, input } = detail;
  const asked = typeof input['description'] === 'string' ? input['description'].trim() : '';
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex min-h-7 items-center justify-between gap-4">
        <Crumbs run={run} />
        {isOver(run) ? null : <StopButton runId={run.id} />}
      </div>
      <h1 className="text-xl leading-7 font-semibold tracking-tight text-pretty [overflow-wrap:anywhere]">{run.title}</h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted tabular-nums">
        <RunStatus run={run} pill />
        {run.startedAt === null ? null : (
          <span title="From the start to the end">
            <Elapsed from={run.startedAt} to={run.endedAt} />
          </span>
        )}
        <Cost usage={usage} costCents={run.costCents} />
        <Worker work={workOf(detail)} />
        <span>
          {run.createdBy}, <TimeAgo at={run.createdAt} />
        </span>
      </div>
      {asked === '' ? null : (
        <details className="max-w-4xl text-[13.5px]">
          <summary className="w-fit rounded text-[13px] text-muted select-none hover:text-ink">What was asked</summary>
          <div className="mt-1.5 max-h-64 overflow-y-auto rounded-xl border border-line bg-surface px-4 py-3">
            <MarkdownText text={asked} />
          </div>
        </details>
      )}
      {(run.status === 'failed' || run.status === 'cancelled') && run.error !== null ? (
        <p role="alert" className="mt-1 rounded-xl bg-bad-soft px-3.5 py-2.5 text-[13.5px] whitespace-pre-wrap [overflow-wrap:anywhere]">
          {run.error.message} <code className="font-mono text-xs text-bad">{run.error.code}</code>
        </p>
      ) : null}
    </header>
  );
}

/** What it has cost so far: to the part of a cent where models were asked. */
function Cost({ usage, costCents }: { usage: Usage; costCents: number }) {
  if (usage.calls === 0) return costCents > 0 ? <span title="Cost so far">{money(costCents)}</span> : null;
  const tokens = usage.inputTokens + usage.outputTokens;
  return (
    <span title={`${usage.calls} ${usage.calls === 1 ? 'answer' : 'answers'} of models`}>
      {smallMoney(usage.costMicros)} · {tokens.toLocaleString('en-US')} tokens
    </span>
  );
}

/** Who does the work. */
function Worker({ work }: { work: Work }) {
  if (work.provider === undefined) return null;
  const what = work.recipe?.name ?? work.model;
  return (
    <span>
      {providerName(work.provider)}
      {what ? <span className="ml-1.5 font-mono text-xs">{what}</span> : null}
    </span>
  );
}

function Crumbs({ run }: { run: RunDetail['run'] }) {
  const ticket = useTicket(run.ticketId);
  return (
    <nav aria-label="Where this run belongs" className="flex min-w-0 items-center gap-1 text-[13px] text-muted">
      {ticket.data === undefined ? (
        <Link to="/runs" className="rounded hover:text-ink hover:underline">
          Runs
        </Link>
      ) : (
        <Link to="/projects/$projectId" params={{ projectId: ticket.data.projectId }} search={{ ticket: ticket.data.id }} className="rounded tabular-nums hover:text-ink hover:underline">
          {ticket.data.ref}
        </Link>
      )}
      <ChevronRight size={14} aria-hidden className="text-faint" />
      <span className="tabular-nums">Run {run.id}</span>
      {run.parentRunId === null ? null : (
        <>
          <span className="text-faint">, part of</span>
          <Link to="/runs/$runId" params={{ runId: run.parentRunId }} className="rounded hover:text-ink hover:underline">
            run {run.parentRunId}
          </Link>
        </>
      )}
    </nav>
  );
}
