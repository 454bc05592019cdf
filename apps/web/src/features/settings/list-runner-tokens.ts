import { RunnerTokenView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const Tokens = z.object({ items: z.array(RunnerTokenView) });
export type RunnerToken = z.infer<typeof RunnerTokenView>;

export function useRunnerTokens() {
  return useQuery({ queryKey: keys.runnerTokens, queryFn: async ({ signal }) => (await call({ path: '/runner-tokens', answer: Tokens, signal })).items });
}
