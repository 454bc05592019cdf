import { BudgetPeriod, type BudgetView } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { centsOf, money } from '../../lib/money.ts';
import { useBudgets } from './list-budgets.ts';
import { Section } from '../../components/section.tsx';
import { type BudgetInput, useSetBudget } from './set-budget.ts';

const periods: Record<BudgetPeriod, string> = { daily: 'A day', weekly: 'A week', monthly: 'A month' };

export function BudgetSection({ projectId }: { projectId: string }) {
  const budgets = useBudgets(projectId);
  return (
    <Section title="Budget" text="What a run may cost is reserved before it starts. What does not fit is refused, with the numbers.">
      {budgets.error ? <ProblemNote error={budgets.error} onRetry={() => void budgets.refetch()} /> : null}
      {budgets.data === undefined && !budgets.error ? <SkeletonList count={1} label="Loading the budget" className="h-24" /> : null}
      {budgets.data?.map((budget) => (
        <BudgetMeter key={budget.id} budget={budget} />
      ))}
      {budgets.data === undefined ? null : <BudgetForm projectId={projectId} budgets={budgets.data} />}
      <p className="text-[13px] text-muted">
        Budgets for one agent or mode, and such as only tell:{' '}
        <Link to="/settings/$section" params={{ section: 'project-budgets' }} className="underline underline-offset-2 hover:text-ink">
          all budgets
        </Link>
      </p>
    </Section>
  );
}

function BudgetMeter({ budget }: { budget: BudgetView }) {
  const used = budget.spentCents + budget.reservedCents;
  const share = (cents: number) => `${Math.min(100, (100 * cents) / Math.max(1, budget.limitCents))}%`;
  const over = budget.softLimitCents !== null && used > budget.softLimitCents;
  return (
    <div className="rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p>
          <span className="font-medium tabular-nums">{money(used)}</span> <span className="text-muted">of {money(budget.limitCents)}, {nameOf(budget)}</span>
        </p>
        <p className="text-[13px] text-faint">
          since <TimeAgo at={budget.periodStart} />
        </p>
      </div>
      <div role="meter" aria-label={`Budget for ${nameOf(budget)}`} aria-valuemin={0} aria-valuemax={budget.limitCents / 100} aria-valuenow={Math.min(used, budget.limitCents) / 100} aria-valuetext={`${money(used)} of ${money(budget.limitCents)}`} className="mt-2.5 flex h-2 overflow-hidden rounded-full bg-sunken">
        <span className={over ? 'bg-warn' : 'bg-accent'} style={{ width: share(budget.spentCents) }} />
        <span className={over ? 'bg-warn/40' : 'bg-accent/40'} style={{ width: share(budget.reservedCents) }} />
      </div>
      <p className="mt-2 text-[13px] text-muted tabular-nums">
        {money(budget.spentCents)} spent, {money(budget.reservedCents)} reserved by runs in progress
        {budget.softLimitCents === null ? '' : `, warns at ${money(budget.softLimitCents)}`}
      </p>
    </div>
  );
}

/** `a month`, `a day for claude in review mode`. */
function nameOf({ period, provider, mode }: BudgetView): string {
  return `${periods[period].toLowerCase()}${provider === 'any' ? '' : ` for ${provider}`}${mode === 'any' ? '' : ` in ${mode} mode`}`;
}

function BudgetForm({ projectId, budgets }: { projectId: string; budgets: BudgetView[] }) {
  const set = useSetBudget(projectId);
  const whole = budgets.filter(({ provider, mode }) => provider === 'any' && mode === 'any');
  const [period, setPeriod] = useState<BudgetPeriod>(whole[0]?.period ?? 'monthly');
  const present = whole.find((budget) => budget.period === period);
  return (
    <form
      key={period}
      onSubmit={(event) => {
        event.preventDefault();
        save(event, { period, present }, set.mutate);
      }}
      className="flex flex-wrap items-start gap-3 rounded-2xl border border-line bg-surface p-4 sm:p-5"
    >
      <Field label="Period" className="w-32">
        {(ids) => (
          <Select {...ids} value={period} onChange={(event) => setPeriod(BudgetPeriod.parse(event.target.value))}>
            {BudgetPeriod.options.map((option) => (
              <option key={option} value={option}>
                {periods[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Limit, in dollars" className="w-36">
        {(ids) => <Input {...ids} name="limit" inputMode="decimal" required pattern={amount} title="An amount such as 50 or 12.50" placeholder="50.00" defaultValue={dollars(present?.limitCents)} />}
      </Field>
      <Field label="Warn at, in dollars" className="w-36">
        {(ids) => <Input {...ids} name="softLimit" inputMode="decimal" pattern={amount} title="An amount such as 50 or 12.50, or nothing" placeholder="no warning" defaultValue={dollars(present?.softLimitCents)} />}
      </Field>
      <Button look="primary" type="submit" className="mt-[26px]" busy={set.isPending}>
        {present === undefined ? 'Set budget' : 'Change budget'}
      </Button>
      {set.error ? (
        <div className="basis-full">
          <ProblemNote error={set.error} />
        </div>
      ) : null}
    </form>
  );
}

const amount = '\\s*\\$?\\d{1,7}(\\.\\d{1,2})?\\s*';

function dollars(cents: number | null | undefined): string {
  return cents === null || cents === undefined ? '' : (cents / 100).toFixed(2);
}

function save(event: SubmitEvent<HTMLFormElement>, which: Pick<BudgetInput, 'period' | 'present'>, set: (input: BudgetInput) => void): void {
  const form = new FormData(event.currentTarget);
  const limitCents = centsOf(textOf(form, 'limit'));
  const softLimitCents = centsOf(textOf(form, 'softLimit'));
  if (typeof limitCents === 'number' && softLimitCents !== undefined) set({ ...which, limitCents, softLimitCents });
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
