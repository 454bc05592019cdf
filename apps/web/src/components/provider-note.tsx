import type { Provider } from '@lime/contracts';
import type { ReactNode } from 'react';
import { type ProviderState, providerName, runnerCount, stateWords } from '../lib/providers.ts';
import { useProviderState } from '../lib/use-provider-state.ts';
import { CommandLine } from './command-line.tsx';
import { Status } from './run-status.tsx';

/** Says what keeps a provider from working now and what mends it; nothing when it could start at once. */
export function ProviderNote({ provider }: { provider: Provider }) {
  const state = useProviderState()(provider);
  if (state === undefined) return null;
  return (
    <>
      <ProgramNote provider={provider} program={state.program} />
      {state.noModel === null ? null : <Missing>{state.noModel}</Missing>}
    </>
  );
}

function ProgramNote({ provider, program }: { provider: Provider; program: ProviderState['program'] }) {
  if (program.kind === 'ready') return null;
  if (program.kind === 'offline') return <p className="text-[13px] text-muted">{runnerCount(program.runners)} could do it, but none is online: the run waits for one</p>;
  if (program.command === null) return <Missing>No runner has registered yet: the run waits for one.</Missing>;
  return (
    <Missing>
      No runner has its program yet. On a runner’s machine, run this; the runner notices it by itself:
      <CommandLine text={program.command} name={`the command that installs ${providerName(provider)}`} />
    </Missing>
  );
}

function Missing({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-1.5 rounded-lg bg-warn-soft px-3 py-2 text-[13px] [overflow-wrap:anywhere]">{children}</div>;
}

export function ProviderPill({ state }: { state: ProviderState }) {
  return <Status {...stateWords(state)} pill />;
}
