import type { BudgetView } from '@lime/contracts';
import { money } from '../../lib/money.ts';

/** How much of a budget is spent, and how much runs in progress have set aside. */
export function BudgetMeter({ budget }: { budget: BudgetView }) {
  const { spentCents, reservedCents, limitCents, softLimitCents } = budget;
  const used = spentCents + reservedCents;
  const share = (cents: number) => `${Math.min(100, (100 * cents) / Math.max(1, limitCents))}%`;
  const over = softLimitCents !== null && used > softLimitCents;
  return (
    <div className="min-w-40">
      <p className="tabular-nums">
        <span className="font-medium text-ink">{money(spentCents)}</span> of {money(limitCents)}
      </p>
      <div role="meter" aria-label="Spent and reserved" aria-valuemin={0} aria-valuemax={limitCents / 100} aria-valuenow={Math.min(used, limitCents) / 100} aria-valuetext={`${money(spentCents)} spent, ${money(reservedCents)} reserved, of ${money(limitCents)}`} className="mt-1 flex h-1.5 overflow-hidden rounded-full bg-sunken">
        <span className={over ? 'bg-warn' : 'bg-accent'} style={{ width: share(spentCents) }} />
        <span className={over ? 'bg-warn/40' : 'bg-accent/40'} style={{ width: share(reservedCents) }} />
      </div>
      <p className="mt-1 text-xs text-faint tabular-nums">
        {reservedCents === 0 ? 'Nothing reserved' : `${money(reservedCents)} reserved`}
        {softLimitCents === null ? '' : ` · warns at ${money(softLimitCents)}`}
      </p>
    </div>
  );
}
