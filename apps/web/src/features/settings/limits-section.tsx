import { ConcurrencyLimit, Provider } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { fieldErrorsOf, messageOf } from '../../lib/api.ts';
import { useLimits } from './list-limits.ts';
import { listClass, Section } from './section.tsx';
import { useSetLimit } from './set-limit.ts';

const scopes = [{ scope: 'tenant', label: 'All work' }, ...Provider.options.map((provider) => ({ scope: `provider:${provider}`, label: `Provider ${provider}` }))];

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
          <LimitForm key={maxOf(scope)} scope={scope} label={label} max={maxOf(scope)} />
        </li>
      ))}
    </ul>
  );
}

function LimitForm({ scope, label, max }: { scope: string; label: string; max: number | undefined }) {
  const set = useSetLimit();
  const [text, setText] = useState(max?.toString() ?? '');
  const [wrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = ConcurrencyLimit.safeParse({ scope, max: Number(text) });
    setWrong(!parsed.success);
    if (parsed.success) set.mutate(parsed.data);
  };
  const problem = wrong ? 'Write a whole number from 1 to 10,000' : (fieldErrorsOf(set.error)['max'] ?? (set.error ? messageOf(set.error) : undefined));
  return (
    <form onSubmit={submit} noValidate aria-label={`Limit of ${label}`}>
      <Field label={label} error={problem} hint={max === undefined ? 'No limit of its own' : undefined}>
        {(ids) => (
          <div className="flex gap-2">
            <Input {...ids} value={text} onChange={(event) => setText(event.target.value)} inputMode="numeric" autoComplete="off" className="w-28! tabular-nums" />
            <Button type="submit" busy={set.isPending} disabled={text.trim() === (max?.toString() ?? '')} aria-label={`Save the limit of ${label}`}>
              Save
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
