import { AgentMode, Provider, RunStatus, type RunSummary } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { Select } from '../../components/field.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RunStatus as StatusMark } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { Elapsed, TimeAgo } from '../../components/time-ago.tsx';
import { money } from '../../lib/money.ts';
import { modes } from '../../lib/modes.ts';
import { providerNames } from '../../lib/providers.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { type RunFilter, useRuns } from './list-runs.ts';

const names: Record<RunStatus, string> = { queued: 'Queued', running: 'Running', waiting: 'Waiting', succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled' };

type RunsPageProps = { filter: RunFilter; onFilter: (filter: RunFilter) => void };

/** Every run, newest first. */
export function RunsPage({ filter, onFilter }: RunsPageProps) {
  usePageTitle('Runs');
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 px-4 pt-3 pb-10 sm:px-6">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-lg font-semibold tracking-tight">Runs</h1>
        <Choice label="Agent" every="Every agent" value={filter.provider} options={Provider.options.map((one) => [one, providerNames[one].name])} onChoose={(provider) => onFilter({ ...filter, provider: Provider.safeParse(provider).data })} />
        <Choice label="Mode" every="Every mode" value={filter.mode} options={AgentMode.options.map((one) => [one, modes[one].name])} onChoose={(mode) => onFilter({ ...filter, mode: AgentMode.safeParse(mode).data })} />
        <Choice label="Status" every="Every status" value={filter.status} options={RunStatus.options.map((one) => [one, names[one]])} onChoose={(status) => onFilter({ ...filter, status: RunStatus.safeParse(status).data })} />
      </header>
      <RunList filter={filter} />
    </div>
  );
}

type ChoiceProps = { label: string; every: string; value: string | undefined; options: [value: string, name: string][]; onChoose: (value: string) => void };

function Choice({ label, every, value, options, onChoose }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value ?? ''} onChange={(event) => onChoose(event.target.value)} className="w-36!">
      <option value="">{every}</option>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function RunList({ filter }: { filter: RunFilter }) {
  const runs = useRuns(filter);
  if (runs.error && runs.data === undefined) return <ProblemNote error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data === undefined) return <SkeletonList count={10} label="Loading runs" className="h-14" />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return Object.values(filter).every((one) => one === undefined) ? (
      <EmptyState title="No runs yet">Open a ticket on the board and start one.</EmptyState>
    ) : (
      <EmptyState title="There is no such run">Choose another agent, mode or status to see more.</EmptyState>
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

/** Who does it, and how. */
function agentOf({ provider, mode }: RunSummary): string {
  return provider === null || mode === null ? '' : `${providerNames[provider].name}, ${modes[mode].name.toLowerCase()}`;
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
            <span className="shrink-0 text-[13px] text-faint">{[agentOf(run), placeOf(run)].filter(Boolean).join(' · ')}</span>
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
