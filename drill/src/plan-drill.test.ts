import { expect, test } from 'bun:test';
import { planDrill } from './plan-drill.ts';
import { readOptions } from './read-options.ts';

test('the same seed makes the same plan, another seed another', () => {
  const options = { runs: 50, kills: 20, seed: 7 };
  expect(planDrill(options)).toEqual(planDrill(options));
  expect(planDrill(options)).not.toEqual(planDrill({ ...options, seed: 8 }));
});

test('every target is killed, and every kind of item carried out, in any drill of some size', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const plan = planDrill({ runs: 100, kills: 3, seed });
    expect(plan.kills.map((kill) => kill.target).toSorted()).toEqual(['postgres', 'runner', 'server']);
    expect(new Set(plan.items.map((item) => item.kind)).size).toBe(7);
  }
});

test.each([['--runs', '0'], ['--runs', 'many'], ['--kills', '-1'], ['--seed', '1.5'], ['--speed', '9']])('%s %s is refused with what is wrong', (option, value) => {
  expect(readOptions([option, value])).toBeString();
});
