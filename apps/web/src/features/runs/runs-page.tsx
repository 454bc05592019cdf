import { RunStatus, type RunSummary } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { Select } from '../../components/field.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RunStatus as StatusMark } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { Elapsed, TimeAgo } from '../../components/time-ago.tsx';
import { money } from '../../lib/money.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useRuns } from './list-runs.ts';

const names: Record<RunStatus, string> = { queued: 'Queued', running: 'Running', waiting: 'Waiting', succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled' };

type RunsPageProps = { status: RunStatus | undefined; onStatus: (status: RunStatus | undefined) => void };

/** Every run, newest first. */
export function RunsPage({ status, onStatus }: RunsPageProps) {
  usePageTitle('Runs');
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 px-4 pt-3 pb-10 sm:px-6">
      <header className="flex items-center gap-3">
        <h1 className="text-lg font-semibold tracking-tight">Runs</h1>
        <Select aria-label="Status" value={status ?? ''} onChange={(event) => onStatus(RunStatus.safeParse(event.target.value).data)} className="ml-auto w-40!">
          <option value="">Every status</option>
          {RunStatus.options.map((option) => (
            <option key={option} value={option}>
              {names[option]}
            </option>
          ))}
        </Select>
      </header>
      <RunList status={status} />
    </div>
  );
}

function RunList({ status }: { status: RunStatus | undefined }) {
  const runs = useRuns({ status });
  if (runs.error && runs.data === undefined) return <ProblemNote error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data === undefined) return <SkeletonList count={10} label="Loading runs" className="h-14" />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return status === undefined ? (
      <EmptyState title="No runs yet">Open a ticket on the board and start one.</EmptyState>
    ) : (
      <EmptyState title={`No run is ${names[status].toLowerCase()}`}>Choose another status to see more.</EmptyState>
    );
  }
  return (
    <>
      <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
        {items.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage ? (
        <Button className="self-center" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {runs.isFetchingNextPage ? 'Loading…' : 'Show older runs'}
        </Button>
      ) : null}
    </>
  );
}

/** What tells a run from others with the same title. */
function placeOf(run: RunSummary): string {
  if (run.from !== null) return run.from.as === 'review' ? `reviews ${run.from.runId}` : `goes on with ${run.from.runId}`;
  return run.attemptGroupId === null ? '' : 'one of several attempts';
}

function RunLine({ run }: { run: RunSummary }) {
  return (
    <li>
      <Link to="/runs/$runId" params={{ runId: run.id }} className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px] sm:grid-cols-[3.5rem_minmax(0,1fr)_11rem_9rem]">
        <span className="hidden text-[13px] text-faint tabular-nums sm:block">#{run.id}</span>
        <span className="col-span-2 min-w-0 sm:col-span-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate font-medium">{run.title}</span>
            <span className="shrink-0 text-[13px] text-faint">{placeOf(run)}</span>
          </span>
          {run.error === null || (run.status !== 'failed' && run.status !== 'cancelled') ? null : <span className="block truncate text-[13px] text-bad">{run.error.message}</span>}
        </span>
        <StatusMark run={run} />
        <span className="flex justify-end gap-3 text-[13px] text-faint tabular-nums">
          {run.costCents > 0 ? <span>{money(run.costCents)}</span> : null}
          {run.status === 'running' && run.startedAt !== null ? <Elapsed from={run.startedAt} to={null} /> : <TimeAgo at={run.createdAt} />}
        </span>
      </Link>
    </li>
  );
}
