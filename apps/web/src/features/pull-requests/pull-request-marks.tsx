import type { PullRequestView } from '@lime/contracts';
import { Status } from '../../components/run-status.tsx';

export function ReviewMark({ state }: { state: PullRequestView['reviewState'] }) {
  if (state === 'approved') return <Status tone="ok" words="Approved" />;
  return state === 'none' ? <span className="text-faint">None yet</span> : <Status tone="ask" words="Changes wanted" />;
}

export function ChecksMark({ state }: { state: PullRequestView['checksState'] }) {
  if (state === 'passed') return <Status tone="ok" words="Passed" />;
  if (state === 'failed') return <Status tone="bad" words="Failed" />;
  return state === 'pending' ? <Status tone="live" words="Running" live /> : <span className="text-faint">None</span>;
}
