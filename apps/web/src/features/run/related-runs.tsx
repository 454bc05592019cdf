import type { RunDetail, RunSummary } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { RunStatus } from '../../components/run-status.tsx';

export function hasRelations(detail: RunDetail): boolean {
  return detail.run.from !== null || detail.followers.length > 0;
}

/** The run that this one starts from, and those that start from it. */
export function RelatedRuns({ detail: { run, followers } }: { detail: RunDetail }) {
  return (
    <>
      <h2 className="mb-1.5 text-[13px] font-semibold">Other runs</h2>
      <ul className="flex flex-col gap-1.5 text-[13px]">
        {run.from === null ? null : (
          <li>
            {run.from.as === 'review' ? 'Reviews' : 'Goes on with'} <RunLink runId={run.from.runId} />
          </li>
        )}
        {followers.map((follower) => (
          <Follower key={follower.id} run={follower} />
        ))}
      </ul>
    </>
  );
}

function Follower({ run }: { run: RunSummary }) {
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      <span>
        {run.from?.as === 'review' ? 'Reviewed by' : 'Gone on with by'} <RunLink runId={run.id} />
      </span>
      <RunStatus run={run} />
    </li>
  );
}

export function RunLink({ runId }: { runId: string }) {
  return (
    <Link to="/runs/$runId" params={{ runId }} className="rounded tabular-nums underline underline-offset-2 hover:text-ink">
      run {runId}
    </Link>
  );
}
