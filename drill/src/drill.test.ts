import { expect, test } from 'bun:test';
import { runDrill } from './run-drill.ts';

test('a dozen runs come to their ends under half a dozen kills, and nothing is lost, doubled or left', async () => {
  const lines: string[] = [];
  const { proofs } = await runDrill({ runs: 12, kills: 6, seed: 1, keep: false }, (line) => lines.push(line));
  const violations = proofs.flatMap((proof) => proof.violations);
  if (violations.length > 0) throw new Error([...lines, ...violations].join('\n'));
  expect(lines.filter((line) => line.includes('killed'))).toHaveLength(6);
  expect(proofs.length).toBeGreaterThan(7);
}, 180_000);
