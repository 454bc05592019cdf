import { maxCostCents } from '../play-item.ts';
import type { Evidence, Proof } from './evidence.ts';

/** Each run reserved once and gave it back; nothing is held, nothing was ever held past the limit. */
export async function proveBudgetWhole({ sql, played, budgetLimitCents, mostHeldCents }: Evidence): Promise<Proof> {
  const [row]: { reservations: number; held: number; odd: number; charged: bigint; used: bigint; cost: bigint }[] = await sql`
    SELECT (SELECT count(*)::int FROM budget_reservations) AS reservations,
      (SELECT count(*)::int FROM budget_reservations WHERE released_at IS NULL) AS held,
      (SELECT count(*)::int FROM budget_reservations WHERE amount_cents <> ${maxCostCents}) AS odd,
      (SELECT coalesce(sum(charged_micros), 0)::bigint FROM budget_reservations) AS charged,
      (SELECT coalesce(sum(cost_micros), 0)::bigint FROM usage_records) AS used,
      (SELECT coalesce(sum(cost_micros), 0)::bigint FROM runs) AS cost`;
  if (!row) throw new Error('the budget could not be read');
  const violations: string[] = [];
  if (row.reservations !== played.length || row.odd > 0) violations.push(`${played.length} runs made ${row.reservations} reservations, ${row.odd} of them of another amount`);
  if (row.held > 0) violations.push(`${row.held} reservations of ended runs were not released`);
  if (row.charged !== row.used || row.used !== row.cost) violations.push(`the sums differ: reservations ${row.charged}, usage ${row.used}, runs ${row.cost} micros`);
  if (mostHeldCents > budgetLimitCents) violations.push(`${mostHeldCents} cents were held of a budget of ${budgetLimitCents}`);
  return { claim: 'no budget was overspent or leaked', seen: `${row.reservations} reservations released; at most ${mostHeldCents} of ${budgetLimitCents} cents held at once`, violations };
}
