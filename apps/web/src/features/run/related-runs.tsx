import type { RunDetail, RunSummary } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { RunStatus } from '../../components/run-status.tsx';

export function hasRelations(detail: RunDetail): boolean {
  return detail.run.from !== null || detail.followers.length > 0 || detail.children.length > 0;
}

/** The run that this one starts from, those that start from it, and those that its steps started. */
export function RelatedRuns({ detail: { run, followers, children } }: { detail: RunDetail }) {
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
          <Follower key={follower.id} run={follower} as={follower.from?.as === 'review' ? 'Reviewed by' : 'Gone on with by'} />
        ))}
        {children.map((child) => (
          <Follower key={child.id} run={child} as="Started" />
        ))}
      </ul>
    </>
  );
}

function Follower({ run, as }: { run: RunSummary; as: string }) {
  return (
    <li className="flex flex-wrap items-center gap-x-2">
      <span>
        {as} <RunLink runId={run.id} />
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
