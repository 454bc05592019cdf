import { expect, test } from 'bun:test';
import { type ModelAvailability, RunnerView } from '@lime/contracts';
import { providerName, providerState, stateWords } from './providers.ts';

const runner = (providers: string[], online = true): RunnerView => RunnerView.parse({ id: '1', name: 'one', labels: [], providers, capacity: 2, busy: 0, online, shared: false, lastSeenAt: '2026-11-20T10:00:00.000Z' });

const noKey: ModelAvailability = { provider: 'claude', model: null, missing: 'Set ANTHROPIC_API_KEY', choices: [] };

test('a provider is ready where a runner that is there has it; else it is said what would help', () => {
  const runners = [runner(['recipe']), runner(['recipe', 'claude'], false)];
  expect(providerState('recipe', runners, [noKey])).toEqual({ program: { kind: 'ready', runners: 1 }, noModel: null });
  expect(providerState('claude', runners, [noKey])).toEqual({ program: { kind: 'offline', runners: 1 }, noModel: 'Set ANTHROPIC_API_KEY' });
  expect(providerState('codex', runners, [])).toEqual({ program: { kind: 'missing', command: 'npx lime provider add codex' }, noModel: null });
  expect(providerState('recipe', [], [])).toEqual({ program: { kind: 'missing', command: null }, noModel: null });
});

test('of several things that are missing the first to mend is named', () => {
  const able = [runner(['recipe', 'claude'])];
  const words = (...[provider, runners, models]: Parameters<typeof providerState>) => stateWords(providerState(provider, runners, models)).words;
  expect([words('claude', able, []), words('claude', able, [noKey]), words('codex', able, [noKey]), words('recipe', [], [])]).toEqual(['Ready on 1 runner', 'No model', 'Not installed', 'No runner']);
});

test('a provider of a newer server keeps its own name', () => {
  expect([providerName('claude'), providerName('newer')]).toEqual(['Claude', 'newer']);
});
