import { ConcurrencyLimit, Provider } from '@lime/contracts';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { fieldErrorsOf, messageOf } from '../../lib/api.ts';
import { providerNames } from '../../lib/providers.ts';
import { useLimits } from './list-limits.ts';
import { listClass, Section } from '../../components/section.tsx';
import { useSetLimit } from './set-limit.ts';

/** It always has a limit: one of its own, or the default. */
const wholeTenant = 'tenant';

const scopes = [{ scope: wholeTenant, label: 'All work' }, ...Provider.options.map((provider) => ({ scope: `provider:${provider}`, label: providerNames[provider].name }))];

export function LimitsSection() {
  return (
    <Section title="At once" text="How many agent steps may be at work at the same time. A lower limit stops nothing that is at work already.">
      <Limits />
    </Section>
  );
}

function Limits() {
  const limits = useLimits();
  if (limits.error && limits.data === undefined) return <ProblemNote error={limits.error} onRetry={() => void limits.refetch()} />;
  if (limits.data === undefined) return <SkeletonList count={2} label="Loading the limits" className="h-16" />;
  const maxOf = (scope: string) => limits.data.find((limit) => limit.scope === scope)?.max;
  return (
    <ul className={listClass}>
      {scopes.map(({ scope, label }) => (
        <li key={scope} className="px-4 py-3">
          <LimitForm scope={scope} label={label} max={maxOf(scope)} />
        </li>
      ))}
    </ul>
  );
}

function LimitForm({ scope, label, max }: { scope: string; label: string; max: number | undefined }) {
  const set = useSetLimit();
  const input = useRef<HTMLInputElement>(null);
  /** Null: what holds stands there. */
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const holds = max?.toString() ?? '';
  const text = typed ?? holds;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = ConcurrencyLimit.safeParse({ scope, max: Number(text) });
    setWrong(!parsed.success);
    if (parsed.success) set.mutate(parsed.data, { onSuccess: () => setTyped(null) });
  };
  const remove = () => {
    setWrong(false);
    setTyped(null);
    // The button goes with the limit: who pressed it stays in the form.
    input.current?.focus();
    set.mutate({ scope, max: null });
  };
  const problem = wrong ? 'Write a whole number from 1 to 10,000' : (fieldErrorsOf(set.error)['max'] ?? (set.error ? messageOf(set.error) : undefined));
  return (
    <form onSubmit={submit} noValidate aria-label={`Limit of ${label}`}>
      <Field label={label} error={problem}>
        {(ids) => (
          <div className="flex gap-2">
            <Input {...ids} ref={input} value={text} onChange={(event) => setTyped(event.target.value)} inputMode="numeric" autoComplete="off" className="w-28! tabular-nums" />
            <Button type="submit" busy={set.isPending} disabled={text.trim() === holds} aria-label={`Save the limit of ${label}`}>
              Save
            </Button>
            {max === undefined ? (
              <span className="self-center text-[13px] text-faint">No limit of its own</span>
            ) : (
              <Button look="ghost" onClick={remove} busy={set.isPending} aria-label={scope === wholeTenant ? 'Use the default limit of all work' : `Remove the limit of ${label}`}>
                {scope === wholeTenant ? 'Use the default' : 'Remove'}
              </Button>
            )}
          </div>
        )}
      </Field>
    </form>
  );
}
