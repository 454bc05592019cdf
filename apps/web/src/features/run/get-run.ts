import type { RunSummary } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { isOver, needsReview } from '../../components/run-status.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';

/** A run tells of itself as it goes; what others that belong to it do has to be asked. */
const askOfOthersEveryMs = 3_000;

export function runQuery(runId: string) {
  return queryOptions({ queryKey: keys.run(runId), queryFn: ({ signal }) => api.readRun({ id: runId }, { signal }) });
}

export function useRun(runId: string) {
  return useQuery({ ...runQuery(runId), refetchInterval: ({ state }) => ([...(state.data?.followers ?? []), ...(state.data?.children ?? [])].some(isMoving) ? askOfOthersEveryMs : false) });
}

/** Whether its status may change without anybody doing something. */
function isMoving(run: RunSummary): boolean {
  return !isOver(run) && !needsReview(run);
}
