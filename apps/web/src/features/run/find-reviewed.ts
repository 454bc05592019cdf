import type { ArtifactView, RunDetail } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { runQuery } from './get-run.ts';
import { workOf } from './work-of.ts';

/** The change that a reviewing run looked at; undefined while it is being found, and for a run that reviewed none. */
export function useReviewed(detail: RunDetail): ArtifactView | undefined {
  const { from } = detail.run;
  const reviewed = useQuery({ ...runQuery(from?.runId ?? ''), enabled: from?.as === 'review' });
  const sha256 = workOf(detail).from?.patch?.sha256;
  return sha256 === undefined ? undefined : reviewed.data?.artifacts.findLast((artifact) => artifact.sha256 === sha256);
}
