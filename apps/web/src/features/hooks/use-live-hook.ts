import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '../../lib/live-context.tsx';

/** Reads the history of a hook again whenever it does something. */
export function useLiveHook(hookId: string): void {
  const live = useLive();
  const client = useQueryClient();
  useEffect(
    () =>
      live.subscribe({
        topic: `hook:${hookId}`,
        after: () => 0,
        onMessage: ({ op }) => {
          if (op === 'hook' || op === 'subscribed') void client.invalidateQueries({ queryKey: ['hook-runs', hookId] });
        },
      }),
    [live, client, hookId],
  );
}
