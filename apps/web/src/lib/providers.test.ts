import { expect, test } from 'bun:test';
import { RunnerView } from '@lime/contracts';
import { providerName, providerState } from './providers.ts';

const runner = (providers: string[], online = true): RunnerView => RunnerView.parse({ id: '1', name: 'one', labels: [], providers, capacity: 2, busy: 0, online, shared: false, lastSeenAt: '2026-11-20T10:00:00.000Z' });

test('a provider is ready where a runner that is there has it; else it is said what would help', () => {
  const runners = [runner(['recipe']), runner(['recipe', 'claude'], false)];
  expect(providerState('recipe', runners)).toEqual({ kind: 'ready', runners: 1 });
  expect(providerState('claude', runners)).toEqual({ kind: 'offline', runners: 1 });
  expect(providerState('codex', runners)).toEqual({ kind: 'missing', command: 'npx lime provider add codex' });
  expect(providerState('recipe', [])).toEqual({ kind: 'missing', command: null });
});

test('a provider of a newer server keeps its own name', () => {
  expect([providerName('claude'), providerName('newer')]).toEqual(['Claude', 'newer']);
});
