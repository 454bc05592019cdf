import { type ModelAvailability, ModelRetention, ModelSettings, Provider } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ProviderNote, ProviderPill } from '../../components/provider-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { messageOf } from '../../lib/api.ts';
import { useModels } from '../../lib/list-models.ts';
import { useRunners } from '../../lib/list-runners.ts';
import { priceWords } from '../../lib/money.ts';
import { providerNames, type ProviderState, providerState } from '../../lib/providers.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useModelSettings, useSetModelSettings } from './model-settings.ts';
import { listClass, Section } from '../../components/section.tsx';

export function ModelsPage() {
  usePageTitle('Models');
  return (
    <>
      <Section title="Who can do the work" text="Programs of language models are installed on the machines of runners, when they are wanted.">
        <Providers />
      </Section>
      <Section title="What is kept of calls" text="Every call of a model goes through this server. What it cost is always kept; the rest is up to you, and holds for calls to come.">
        <Retention />
      </Section>
    </>
  );
}

function Providers() {
  const runners = useRunners();
  const models = useModels();
  const failed = [runners, models].find((query) => query.error && query.data === undefined);
  if (failed) return <ProblemNote error={failed.error} onRetry={() => void failed.refetch()} />;
  if (runners.data === undefined || models.data === undefined) return <SkeletonList count={4} label="Loading the providers" className="h-16" />;
  return (
    <ul className={listClass}>
      {Provider.options.map((provider) => (
        <ProviderLine key={provider} provider={provider} state={providerState(provider, runners.data, models.data)} model={models.data.find((one) => one.provider === provider)} />
      ))}
    </ul>
  );
}

function ProviderLine({ provider, state, model }: { provider: Provider; state: ProviderState; model: ModelAvailability | undefined }) {
  const usual = model?.choices.find((choice) => choice.name === model.model);
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-48">
          <p className="font-medium">{providerNames[provider].name}</p>
          <p className="text-[13px] text-muted">{providerNames[provider].text}</p>
          {model?.model ? (
            <p className="text-[13px] text-muted">
              <span className="font-mono text-xs">{model.model}</span> unless another is named{usual === undefined ? '' : `: ${priceWords(usual)}, a million tokens`}
            </p>
          ) : null}
        </div>
        <ProviderPill state={state} />
      </div>
      {state.program.kind === 'missing' || state.noModel !== null ? <ProviderNote provider={provider} /> : null}
    </li>
  );
}

const retentions: Record<ModelRetention, { name: string; text: string }> = {
  none: { name: 'Nothing', text: 'Only what was charged.' },
  usage: { name: 'The numbers', text: 'Model, tokens, time and outcome of each call.' },
  full: { name: 'Everything', text: 'Also what was asked and answered, with secrets masked. Anyone who can open a run can read it.' },
};

function Retention() {
  const settings = useModelSettings();
  const set = useSetModelSettings();
  /** Shown as chosen until the server has answered: then what it says holds. */
  const [asked, setAsked] = useState<ModelRetention | null>(null);
  if (settings.error && settings.data === undefined) return <ProblemNote error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.data === undefined) return <SkeletonList count={3} label="Loading what is kept" className="h-14" />;
  const chosen = asked ?? settings.data.retention;
  const choose = (retention: ModelRetention) => {
    setAsked(retention);
    set.mutate({ retention }, { onSettled: () => setAsked(null) });
  };
  return (
    <>
      <fieldset className={listClass} aria-busy={asked !== null}>
        <legend className="sr-only">What is kept of calls</legend>
        {ModelRetention.options.map((retention) => (
          <label key={retention} className="grid cursor-pointer grid-cols-[auto_1fr_auto] gap-x-3 px-4 py-3 hover:bg-hover">
            <input type="radio" name="retention" value={retention} checked={chosen === retention} onChange={() => choose(retention)} className="mt-1 size-4 accent-accent" />
            <span className="font-medium">{retentions[retention].name}</span>
            <span className="text-[13px] text-faint">{asked === retention ? 'Saving…' : ''}</span>
            <span className="col-span-2 col-start-2 text-[13px] text-muted">{retentions[retention].text}</span>
          </label>
        ))}
      </fieldset>
      {set.error ? <ProblemNote error={set.error} /> : null}
      <KeepDays key={settings.data.keepDays} retention={settings.data.retention} saved={settings.data.keepDays ?? 90} />
    </>
  );
}

/** For how long the rows of calls are kept. */
function KeepDays({ retention, saved }: { retention: ModelRetention; saved: number }) {
  const set = useSetModelSettings();
  const [days, setDays] = useState(String(saved));
  const [wrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = ModelSettings.safeParse({ retention, keepDays: Number(days) });
    setWrong(!parsed.success);
    if (parsed.success) set.mutate(parsed.data, { onSuccess: () => toast.success('Saved') });
  };
  return (
    <form onSubmit={submit} noValidate className="rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <Field label="Days that calls are kept" error={wrong ? 'Write a whole number from 1 to 3,650' : set.error ? messageOf(set.error) : undefined} hint="Then they go, with what was kept of their talk. What they cost stays">
        {(ids) => (
          <div className="flex gap-2">
            <Input {...ids} value={days} onChange={(event) => setDays(event.target.value)} inputMode="numeric" autoComplete="off" className="w-28! tabular-nums" />
            <Button type="submit" busy={set.isPending} disabled={days.trim() === String(saved)}>
              Save
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
