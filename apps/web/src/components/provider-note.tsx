import type { Provider } from '@lime/contracts';
import { useRunners } from '../lib/list-runners.ts';
import { type ProviderState, providerName, providerState } from '../lib/providers.ts';
import { CommandLine } from './command-line.tsx';
import { Status } from './run-status.tsx';

/** Says where a provider can work, or what is missing and the command that mends it. */
export function ProviderNote({ provider }: { provider: Provider }) {
  const runners = useRunners();
  if (runners.data === undefined) return null;
  const state = providerState(provider, runners.data);
  if (state.kind !== 'missing') return <p className="text-[13px] text-muted">{state.kind === 'ready' ? `Ready on ${count(state.runners)}` : `${count(state.runners)} could do it, but none is online: the run waits for one`}</p>;
  return (
    <div className="flex flex-col gap-1.5 rounded-lg bg-warn-soft px-3 py-2 text-[13px]">
      <p>{state.command === null ? 'No runner has registered yet: the run waits for one.' : `No runner has ${providerName(provider)} yet. On a runner’s machine, run this, then start the runner again:`}</p>
      {state.command === null ? null : <CommandLine text={state.command} name={`the command that installs ${providerName(provider)}`} />}
    </div>
  );
}

export function ProviderPill({ state }: { state: ProviderState }) {
  if (state.kind === 'ready') return <Status tone="ok" words={`Ready on ${count(state.runners)}`} pill />;
  return state.kind === 'offline' ? <Status tone="ask" words="Its runners are offline" pill /> : <Status tone="idle" words="Not installed" pill />;
}

function count(runners: number): string {
  return runners === 1 ? '1 runner' : `${runners} runners`;
}
