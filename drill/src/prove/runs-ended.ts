import type { ItemKind } from '../plan-drill.ts';
import type { Played } from '../play-item.ts';
import type { Evidence, Proof } from './evidence.ts';

type Expected = { status: string; orElse?: string; code?: string };

const expectedOf: Record<ItemKind, Expected> = {
  merge: { status: 'succeeded' },
  push: { status: 'succeeded' },
  no_change: { status: 'succeeded' },
  reject: { status: 'failed', code: 'gate_rejected' },
  broken: { status: 'failed', code: 'recipe_failed' },
  cancel: { status: 'cancelled' },
  cancel_late: { status: 'cancelled', orElse: 'succeeded' },
};

/** A step may be tried three times; kills that hit all three are a clean, said end. */
const gaveUpCodes = ['runner_lost', 'runner_stopped'];

/** Every run ended as its item was meant to end, and every item has one run and one ticket. */
export async function proveRunsEnded({ sql, played }: Evidence): Promise<Proof> {
  const wrong = played.filter((one) => !gaveUp(one) && !isExpected(one));
  const gaveUps = played.filter(gaveUp).length;
  const counted: { runs: number; tickets: number; open: number }[] = await sql`
    SELECT (SELECT count(*)::int FROM runs) AS runs, (SELECT count(*)::int FROM tickets) AS tickets, (SELECT count(*)::int FROM runs WHERE ended_at IS NULL) AS open`;
  const { runs, tickets, open } = counted[0] ?? { runs: 0, tickets: 0, open: 0 };
  const attempts: { code: string; count: number }[] = await sql`
    SELECT body->>'code' AS code, count(*)::int AS count FROM run_events WHERE body->>'code' = ANY('{runner_lost,runner_stopped}') GROUP BY 1 ORDER BY 1`;
  const cutShort = attempts.map(({ code, count }) => `, ${count} attempts ended as ${code}`).join('');
  const violations = wrong.map(({ item, detail }) => `item ${item.number} (${item.kind}), run ${detail.run.id}: ${detail.run.status} ${detail.run.error ? `${detail.run.error.code}: ${detail.run.error.message}` : ''}`);
  if (runs !== played.length) violations.push(`${played.length} items, but ${runs} runs`);
  if (tickets !== played.length) violations.push(`${played.length} items, but ${tickets} tickets`);
  if (open > 0) violations.push(`${open} runs have not ended`);
  return { claim: 'every run ended as it was meant to', seen: `${played.length} runs${cutShort}${gaveUps > 0 ? `, ${gaveUps} runs gave up after three of them` : ''}`, violations };
}

function gaveUp({ detail }: Played): boolean {
  const { error } = detail.run;
  return error !== null && gaveUpCodes.includes(error.code) && detail.steps.some((step) => step.status === 'failed' && step.attempt >= 3);
}

function isExpected({ item, detail }: Played): boolean {
  const expected = expectedOf[item.kind];
  return [expected.status, expected.orElse].includes(detail.run.status) && (expected.code === undefined || detail.run.error?.code === expected.code);
}
