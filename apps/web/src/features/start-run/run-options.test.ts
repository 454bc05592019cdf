import { describe, expect, test } from 'bun:test';
import type { AgentMode } from '@lime/contracts';
import { readRunOptions, type RunOptions, unusualOptions, usualOptions } from './run-options.ts';

const sent = (part: Partial<RunOptions>, mode: AgentMode = 'implement') => {
  const errors: Record<string, string> = {};
  const body = readRunOptions({ ...usualOptions, ...part }, mode, errors);
  return Object.keys(errors).length > 0 ? errors : body;
};

describe('readRunOptions', () => {
  test('says nothing of what shall be as the project and the mode have it', () => {
    expect(sent({})).toEqual({ setup: null, checks: null, maxCostCents: null });
    expect(sent({ tools: [] }, 'plan')).toEqual({ setup: null, checks: null, maxCostCents: null });
  });

  test('own checks are one a line; none is an empty list and an empty set-up', () => {
    expect(sent({ checks: 'own', checkCommands: 'npm test\n\n npm run lint ', setup: 'none' })).toMatchObject({ checks: ['npm test', 'npm run lint'], setup: '' });
  });

  test('narrows tools, hosts and runners', () => {
    expect(sent({ tools: ['edit'], network: 'own', registries: true, hosts: 'Example.org', labels: ' gpu,, arm ,gpu' })).toMatchObject({ tools: ['edit'], egress: ['registries', 'example.org'], labels: ['gpu', 'arm'] });
    expect(sent({ tools: [], network: 'none', hosts: 'not sent' })).toMatchObject({ tools: [], egress: [] });
  });

  test('names what cannot be read', () => {
    expect(sent({ maxCost: 'lots', network: 'own', hosts: 'https://x', labels: 'x'.repeat(61) })).toEqual({ maxCostCents: expect.any(String), egress: expect.stringContaining('https://x'), labels: expect.any(String) });
  });
});

test('what is not as usual is said in a few words', () => {
  const draft: RunOptions = { ...usualOptions, setup: 'none', checks: 'own', tools: ['edit'], network: 'none', labels: 'gpu', maxCost: '$2' };
  expect(unusualOptions(draft, 'implement')).toEqual(['no set-up', 'own checks', 'no commands', 'no network', 'runners with gpu', '$2 at most']);
  expect([unusualOptions({ ...usualOptions, tools: [] }, 'review'), unusualOptions(usualOptions, 'implement')]).toEqual([[], []]);
});
