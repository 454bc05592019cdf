import type { RunEvent } from '@lime/contracts';

export type Usage = { costMicros: number; inputTokens: number; cachedTokens: number; outputTokens: number; calls: number };

/** What a run's models have used, as the gateway told it. */
export function usageOf(events: readonly RunEvent[]): Usage {
  const total: Usage = { costMicros: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, calls: 0 };
  for (const { body } of events) {
    if (body.type !== 'usage') continue;
    total.costMicros += body.costMicros;
    total.inputTokens += body.inputTokens;
    total.cachedTokens += body.cachedTokens;
    total.outputTokens += body.outputTokens;
    total.calls += 1;
  }
  return total;
}
