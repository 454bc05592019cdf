import type { GateView, RunDetail } from '@lime/contracts';
import { Check, RotateCcw, X } from 'lucide-react';
import { type Ref, type SubmitEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Textarea } from '../../components/field.tsx';
import { useDecideGate } from './decide-gate.ts';
import { mayRunAgain } from './may-run-again.ts';
import { useRunAgain } from './run-again.ts';

type ReviewAnswerProps = { detail: RunDetail; gate: GateView; sha256: string; onAgain: () => void };

/** What can be said to an open question: yes, no, or once more; each with a note. Who may not decide can still ask for it once more. */
export function ReviewAnswer({ detail, gate, sha256, onAgain }: ReviewAnswerProps) {
  const decide = useDecideGate(detail.run.id);
  const again = useRunAgain(detail.run.id, onAgain);
  const note = useRef<HTMLTextAreaElement>(null);
  const [missing, setMissing] = useState(false);
  const busy = decide.isPending || again.isPending;
  const mayDecide = gate.mayDecide.ok;
  const mayRedo = mayRunAgain(detail, gate);
  if (!mayDecide && !mayRedo) return null;
  const text = () => note.current?.value.trim() ?? '';
  const send = (decision: 'approve' | 'reject') => {
    const unsaid = decision === 'reject' && text() === '';
    setMissing(unsaid);
    if (unsaid) return note.current?.focus();
    decide.mutate({ gateId: gate.id, body: { decision, sha256, note: text() } });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mayDecide) send('approve');
  };
  return (
    <form onSubmit={submit} aria-label="Review" className="flex flex-col gap-2 sm:flex-row sm:items-start">
      <Note ref={note} missing={missing} placeholder={mayDecide ? 'Note (needed to reject)' : 'What to do better'} onChange={() => setMissing(false)} />
      <div className="flex gap-2">
        {mayRedo ? (
          <Button className="flex-auto sm:flex-none" title="The agent does the work again on the newest base, with your note" onClick={() => again.mutate({ note: text() })} busy={busy}>
            <RotateCcw size={15} aria-hidden /> Run again
          </Button>
        ) : null}
        {mayDecide ? <Decide onReject={() => send('reject')} busy={busy} /> : null}
      </div>
    </form>
  );
}

function Decide({ onReject, busy }: { onReject: () => void; busy: boolean }) {
  return (
    <>
      <Button look="danger" className="flex-auto sm:flex-none" onClick={onReject} busy={busy}>
        <X size={16} aria-hidden /> Reject
      </Button>
      <Button look="primary" type="submit" className="flex-auto sm:flex-none" busy={busy}>
        <Check size={16} aria-hidden /> Approve
      </Button>
    </>
  );
}

function Note({ ref, missing, placeholder, onChange }: { ref: Ref<HTMLTextAreaElement>; missing: boolean; placeholder: string; onChange: () => void }) {
  return (
    <div className="sm:flex-1 xl:w-64 xl:flex-none">
      <Textarea ref={ref} rows={1} aria-label="Note" aria-invalid={missing || undefined} aria-describedby={missing ? 'note-missing' : undefined} placeholder={placeholder} onChange={onChange} className="field-sizing-content max-h-32 min-h-9! resize-none py-1.5!" />
      {missing ? (
        <p id="note-missing" role="alert" className="mt-1 text-[13px] text-bad">
          Say why, so that the next attempt can do better.
        </p>
      ) : null}
    </div>
  );
}
