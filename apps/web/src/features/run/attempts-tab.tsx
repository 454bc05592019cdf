import type { AttemptView } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { needsReview, RunStatus, Status } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { cx } from '../../lib/class-names.ts';
import { money } from '../../lib/money.ts';
import { providerName } from '../../lib/providers.ts';
import { duration } from '../../lib/time.ts';
import { Counts } from './diff/counts.tsx';
import { useAttempts } from './list-attempts.ts';

/** The same work by several, in the numbers that people compare. One is chosen by approving its change. */
export function AttemptsTab({ runId }: { runId: string }) {
  const attempts = useAttempts(runId);
  if (attempts.error && attempts.data === undefined) return <ProblemNote error={attempts.error} onRetry={() => void attempts.refetch()} />;
  if (attempts.data === undefined) return <SkeletonList count={3} label="Loading the attempts" className="h-20" />;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[13px] text-muted">Look at each, then approve the one you want: the others are set aside.</p>
      <ul className="grid gap-3 sm:grid-cols-[repeat(auto-fill,minmax(17rem,1fr))]">
        {attempts.data.items.map((attempt) => (
          <Attempt key={attempt.run.id} attempt={attempt} shown={attempt.run.id === runId} />
        ))}
      </ul>
    </div>
  );
}

function Attempt({ attempt, shown }: { attempt: AttemptView; shown: boolean }) {
  const { run, stats, checks } = attempt;
  const titleId = `attempt-${run.id}`;
  return (
    <li aria-labelledby={titleId} className={cx('flex flex-col gap-3 rounded-xl border bg-surface px-4 py-3.5', attempt.chosen ? 'border-ok' : needsReview(run) ? 'border-warn/45' : 'border-line')}>
      <div className="flex flex-col items-start gap-1.5">
        <h2 id={titleId} className="w-full truncate font-medium" title={attempt.label}>
          {attempt.label === attempt.provider ? providerName(attempt.provider) : attempt.label}
        </h2>
        {attempt.chosen ? <Status tone="ok" words="Chosen" pill /> : <RunStatus run={run} pill />}
      </div>
      <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-2 gap-y-1 text-[13px]">
        <Fact name="By">
          {providerName(attempt.provider)} <span className="inline-block font-mono text-xs text-muted [overflow-wrap:anywhere]">{attempt.recipe ?? attempt.model}</span>
        </Fact>
        <Fact name="Change">{stats === null ? '–' : <ChangeSize {...stats} />}</Fact>
        <Fact name="Checks">{checks === null ? '–' : <Checks checks={checks} />}</Fact>
        <Fact name="Cost">{money(run.costCents)}</Fact>
        <Fact name="Time">{attempt.durationMs === null ? '–' : duration(attempt.durationMs)}</Fact>
        {attempt.verdict === null ? null : <Fact name="Review">{attempt.verdict === 'approve' ? 'Nothing against it' : 'Asks for changes'}</Fact>}
      </dl>
      {shown ? (
        <p className="mt-auto text-[13px] text-faint">This run</p>
      ) : (
        <Link to="/runs/$runId" params={{ runId: run.id }} className={cx(buttonClass(needsReview(run) ? 'primary' : 'secondary', true), 'mt-auto self-start')}>
          {needsReview(run) ? `Review run ${run.id}` : `Open run ${run.id}`}
        </Link>
      )}
    </li>
  );
}

function ChangeSize({ filesChanged, insertions, deletions }: { filesChanged: number; insertions: number; deletions: number }) {
  if (filesChanged === 0) return 'nothing';
  return (
    <>
      {filesChanged === 1 ? '1 file' : `${filesChanged} files`} <Counts insertions={insertions} deletions={deletions} />
    </>
  );
}

function Checks({ checks: { before, after } }: { checks: NonNullable<AttemptView['checks']> }) {
  const total = after.passed + after.failed;
  if (total === 0) return 'none';
  return (
    <span className={after.failed > 0 ? 'text-bad' : 'text-ok'}>
      {after.passed} of {total} pass<span className="text-faint">, {before.passed} before</span>
    </span>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 tabular-nums [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
