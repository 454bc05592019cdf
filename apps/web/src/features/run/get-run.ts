import { RunDetail } from '@lime/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export function runQuery(runId: string) {
  return queryOptions({ queryKey: keys.run(runId), queryFn: ({ signal }) => call({ path: `/agent-runs/${runId}`, answer: RunDetail, signal }) });
}

export function useRun(runId: string) {
  return useQuery(runQuery(runId));
}
