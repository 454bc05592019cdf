import { CostGroup, type CostPage, type CostRow } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Select } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { money, smallMoney } from '../../lib/money.ts';
import { providerName } from '../../lib/providers.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { type Span, spans, useCosts } from './list-costs.ts';

const groups: Record<CostGroup, string> = { run: 'By run', ticket: 'By ticket', model: 'By model', project: 'By project', day: 'By day', provider: 'By provider' };

/** What the work has cost, and what an accepted change costs. */
export function CostsPage() {
  usePageTitle('Costs');
  const [by, setBy] = useState<CostGroup>('model');
  const [days, setDays] = useState<Span>(30);
  return (
    <section aria-label="Costs" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto font-semibold">Costs</h2>
        <Select aria-label="Grouped" value={by} onChange={(event) => setBy(CostGroup.parse(event.target.value))} className="w-36!">
          {CostGroup.options.map((group) => (
            <option key={group} value={group}>
              {groups[group]}
            </option>
          ))}
        </Select>
        <Select aria-label="Time" value={days} onChange={(event) => setDays(spans.find((span) => span === Number(event.target.value)) ?? 30)} className="w-36!">
          {spans.map((span) => (
            <option key={span} value={span}>
              Last {span} days
            </option>
          ))}
        </Select>
      </div>
      <Costs by={by} days={days} />
    </section>
  );
}

function Costs({ by, days }: { by: CostGroup; days: Span }) {
  const costs = useCosts(by, days);
  if (costs.error && costs.data === undefined) return <ProblemNote error={costs.error} onRetry={() => void costs.refetch()} />;
  const [first] = costs.data?.pages ?? [];
  if (first === undefined) return <SkeletonList count={6} label="Loading the costs" className="h-11" />;
  const items = costs.data?.pages.flatMap((page) => page.items) ?? [];
  const dearest = Math.max(1, ...items.map((row) => row.costMicros));
  return (
    <>
      <Totals page={first} />
      {items.length === 0 ? <EmptyState title="Nothing was spent">Runs of recipes cost nothing; what language models cost is shown here.</EmptyState> : null}
      {items.length === 0 ? null : (
        <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
          {items.map((row) => (
            <Row key={row.key} row={row} by={by} share={row.costMicros / dearest} />
          ))}
        </ul>
      )}
      {costs.hasNextPage ? (
        <Button className="self-center" busy={costs.isFetchingNextPage} onClick={() => void costs.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

function Totals({ page: { total, accepted } }: { page: CostPage }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Total name="Spent">{smallMoney(total.costMicros)}</Total>
      <Total name="Tokens">{short(total.inputTokens + total.outputTokens)}</Total>
      <Total name="Accepted changes">{accepted.changes}</Total>
      <Total name="Per accepted change">{accepted.perChangeCents === null ? '–' : money(accepted.perChangeCents)}</Total>
    </dl>
  );
}

function Total({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 rounded-2xl border border-line bg-surface px-4 py-3">
      <dt className="text-[13px] text-muted">{name}</dt>
      <dd className="text-lg font-semibold tracking-tight tabular-nums">{children}</dd>
    </div>
  );
}

function Row({ row, by, share }: { row: CostRow; by: CostGroup; share: number }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2.5">
      <span className="truncate font-medium">
        <Name row={row} by={by} />
      </span>
      <span className="tabular-nums">{smallMoney(row.costMicros)}</span>
      <span className="col-span-2 text-xs text-muted tabular-nums">
        {short(row.inputTokens)} tokens in, {short(row.outputTokens)} out · {row.records === 1 ? '1 answer' : `${row.records.toLocaleString('en-US')} answers`}
      </span>
      <span aria-hidden className="col-span-2 mt-1 h-1 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${100 * share}%` }} />
      </span>
    </li>
  );
}

function Name({ row, by }: { row: CostRow; by: CostGroup }) {
  if (row.key === null) return row.label || 'Not on record';
  if (by === 'provider') return providerName(row.key);
  if (by !== 'run') return row.label;
  return (
    <Link to="/runs/$runId" params={{ runId: row.key }} className="rounded hover:underline">
      {row.label}
    </Link>
  );
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

function short(count: number): string {
  return compact.format(count);
}
