import type { RunDetail, RunEvent, RunSummary } from '@lime/contracts';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLive } from '../../lib/live-context.tsx';
import { keys } from '../../lib/query-keys.ts';
import { createRunFeed, type RunFeedState } from '../../lib/run-feed.ts';
import { listEvents } from './list-events.ts';

/** Events after which steps, artifacts, gates or effects may look different. */
const telling: ReadonlySet<RunEvent['body']['type']> = new Set(['status', 'artifact', 'diff', 'error', 'checkpoint', 'usage']);
const refreshWithinMs = 300;

/** A run's events as they happen; keeps the run's details fresh as well. The component must be keyed by the run. */
export function useRunEvents(runId: string): RunFeedState & { retry: () => void } {
  const live = useLive();
  const client = useQueryClient();
  const [feed] = useState(() => {
    const refresh = createRefresh(client, runId);
    return createRunFeed({
      runId,
      live,
      fetchEvents: (after) => listEvents(runId, after),
      onRun: (run) => {
        showRun(client, run);
        refresh();
      },
      onSubscribed: refresh,
      onEvents: (fresh) => fresh.some((event) => telling.has(event.body.type)) && refresh(),
    });
  });
  useEffect(() => {
    feed.start();
    return feed.stop;
  }, [feed]);
  const state = useSyncExternalStore(feed.listen, feed.state);
  return { ...state, retry: feed.start };
}

function showRun(client: QueryClient, run: RunSummary): void {
  client.setQueryData<RunDetail>(keys.run(run.id), (detail) => (detail === undefined || detail.run.lastSeq > run.lastSeq ? detail : { ...detail, run }));
}

/** Reads the run's details soon, once for however many reasons come meanwhile. */
function createRefresh(client: QueryClient, runId: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void client.invalidateQueries({ queryKey: keys.run(runId) });
    }, refreshWithinMs);
  };
}
