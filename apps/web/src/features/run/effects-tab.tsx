import type { EffectView } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Input } from '../../components/field.tsx';
import { Status, type Tone } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useResolveEffect } from './resolve-effect.ts';

const statuses: Record<EffectView['status'], { words: string; tone: Tone }> = {
  planned: { words: 'Planned', tone: 'idle' },
  attempting: { words: 'In progress', tone: 'live' },
  applied: { words: 'Applied', tone: 'ok' },
  refused: { words: 'Refused', tone: 'bad' },
  unknown: { words: 'Outcome unknown', tone: 'ask' },
};

/** The ledger of what the run changed in the outside world. */
export function EffectsTab({ runId, effects }: { runId: string; effects: EffectView[] }) {
  if (effects.length === 0) return <EmptyState title="Nothing outside was touched">Pushes, merges and other changes outside of the sandbox are recorded here before they are tried.</EmptyState>;
  return (
    <ul className="flex flex-col gap-3">
      {effects.map((effect) => (
        <li key={effect.id} className="rounded-xl border border-line bg-surface px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <span className="font-medium">{effect.kind}</span>
            <Status {...statuses[effect.status]} pill live={effect.status === 'attempting'} />
            <span className="ml-auto text-xs text-faint">
              {effect.attempts} {effect.attempts === 1 ? 'attempt' : 'attempts'} · <TimeAgo at={effect.updatedAt} />
            </span>
          </div>
          {effect.error === null ? null : <p className="mt-1.5 text-[13px] text-bad [overflow-wrap:anywhere]">{effect.error.message}</p>}
          {effect.status === 'unknown' ? <Resolve runId={runId} effect={effect} /> : null}
          <Facts effect={effect} />
        </li>
      ))}
    </ul>
  );
}

function Resolve({ runId, effect }: { runId: string; effect: EffectView }) {
  const resolve = useResolveEffect(runId);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const send = (outcome: 'applied' | 'not_applied') => {
    setMissing(note.trim() === '');
    if (note.trim() !== '') resolve.mutate({ effectId: effect.id, body: { outcome, note: note.trim() } });
  };
  const stay = (event: SubmitEvent) => event.preventDefault();
  return (
    <form onSubmit={stay} className="mt-2.5 rounded-xl bg-warn-soft px-3.5 py-3">
      <p className="text-[13px]">The answer was lost, so nobody can tell from here whether this happened. It is not repeated by itself, because it might then happen twice. Look at the other side, then say what you found.</p>
      <div className="mt-2.5 flex flex-col gap-2 sm:flex-row">
        <Input aria-label="What you found" aria-invalid={missing || undefined} placeholder={missing ? 'Say what you found' : 'What you found'} value={note} onChange={(event) => setNote(event.target.value)} className="sm:flex-1" />
        <Button onClick={() => send('applied')} busy={resolve.isPending}>
          It happened
        </Button>
        <Button onClick={() => send('not_applied')} busy={resolve.isPending}>
          It did not happen
        </Button>
      </div>
    </form>
  );
}

function Facts({ effect }: { effect: EffectView }) {
  return (
    <details className="mt-2 text-[13px]">
      <summary className="rounded text-muted">Request and result</summary>
      <pre tabIndex={0} aria-label="Request and result" className="mt-2 max-h-80 overflow-auto rounded-lg bg-sunken/60 px-3 py-2 font-mono text-xs leading-5 whitespace-pre-wrap">
        {JSON.stringify({ idempotencyKey: effect.idempotencyKey, request: effect.request, result: effect.result }, null, 2)}
      </pre>
    </details>
  );
}
