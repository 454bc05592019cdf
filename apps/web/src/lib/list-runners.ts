import { RunnerView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from './api.ts';
import { keys } from './query-keys.ts';

const Runners = z.object({ items: z.array(RunnerView) });

/** Read anew every 5 s: a runner comes and goes without a word. */
export function useRunners() {
  return useQuery({ queryKey: keys.runners, queryFn: async ({ signal }) => (await call({ path: '/runners', answer: Runners, signal })).items, refetchInterval: 5_000 });
}
