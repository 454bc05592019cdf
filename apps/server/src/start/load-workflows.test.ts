import { expect, test } from 'bun:test';
import { loadWorkflows } from './load-workflows.ts';

const workflows = await loadWorkflows();

test.each([
  ['factory.change.v1', ['publish', 'pull_request', 'merge']],
  ['forge.merge.v1', ['merge']],
])('an hour without its forge takes no approved work along: %s', (key, steps) => {
  for (const id of steps) {
    const step = workflows.get(key)?.steps.find((one) => one.id === id);
    const { attempts, backoffMs } = (step && 'retry' in step && step.retry) || { attempts: 1, backoffMs: 0 };
    // Each wait is twice as long as the one before, and none longer than an hour.
    const waits = Array.from({ length: attempts - 1 }, (_, index) => Math.min(backoffMs * 2 ** index, 3_600_000));
    expect([id, waits.reduce((sum, wait) => sum + wait, 0) > 3_600_000]).toEqual([id, true]);
  }
});
