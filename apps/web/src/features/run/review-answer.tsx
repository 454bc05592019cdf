import type { GateView, RunDetail } from '@lime/contracts';
import { Check, RotateCcw, X } from 'lucide-react';
import { type Ref, type SubmitEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Textarea } from '../../components/field.tsx';
import { useDecideGate } from './decide-gate.ts';
import { mayRunAgain } from './may-run-again.ts';
import { useRunAgain } from './run-again.ts';
import { SecretsWarning } from './secrets-warning.tsx';

type ReviewAnswerProps = { detail: RunDetail; gate: GateView; sha256: string; onAgain: () => void };

/** Why an answer cannot be sent yet. */
const lacks = {
  reason: 'Say why, so that the next attempt can do better.',
  acknowledgement: 'Look at the lines that may be secrets, and say that they may go out.',
  justification: 'Say why these lines may go out.',
};

/** What can be said to an open question: yes, no, or once more; each with a note. Who may not decide can still ask for it once more. */
export function ReviewAnswer({ detail, gate, sha256, onAgain }: ReviewAnswerProps) {
  const decide = useDecideGate(detail.run.id);
  const again = useRunAgain(detail.run.id, onAgain);
  const note = useRef<HTMLTextAreaElement>(null);
  const [acknowledged, setAcknowledged] = useState(false);
  const [lack, setLack] = useState<keyof typeof lacks | null>(null);
  const busy = decide.isPending || again.isPending;
  const mayDecide = gate.mayDecide.ok;
  const mayRedo = mayRunAgain(detail, gate);
  const risky = gate.secrets.length > 0;
  if (!mayDecide && !mayRedo) return null;
  const text = () => note.current?.value.trim() ?? '';
  const send = (decision: 'approve' | 'reject') => {
    const lacking = lackOf(decision, { said: text() !== '', risky, acknowledged });
    setLack(lacking);
    if (lacking !== null) return note.current?.focus();
    decide.mutate({ gateId: gate.id, body: { decision, sha256, note: text(), acknowledgeSecrets: decision === 'approve' && acknowledged } });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mayDecide) send('approve');
  };
  return (
    <form onSubmit={submit} aria-label="Review" className="flex min-w-0 flex-col gap-2">
      {risky && mayDecide ? <SecretsWarning secrets={gate.secrets} acknowledged={acknowledged} onAcknowledge={setAcknowledged} /> : null}
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
        <Note ref={note} problem={lack === null ? null : lacks[lack]} placeholder={mayDecide ? `Note (needed to ${risky ? 'approve or ' : ''}reject)` : 'What to do better'} onChange={() => setLack(null)} />
        <div className="flex gap-2">
          {mayRedo ? (
            <Button className="flex-auto sm:flex-none" title="The agent does the work again on the newest base, with your note" onClick={() => again.mutate({ note: text() })} busy={busy}>
              <RotateCcw size={15} aria-hidden /> Run again
            </Button>
          ) : null}
          {mayDecide ? <Decide onReject={() => send('reject')} busy={busy} /> : null}
        </div>
      </div>
    </form>
  );
}

function lackOf(decision: 'approve' | 'reject', { said, risky, acknowledged }: { said: boolean; risky: boolean; acknowledged: boolean }): keyof typeof lacks | null {
  if (decision === 'reject') return said ? null : 'reason';
  if (!risky) return null;
  if (!acknowledged) return 'acknowledgement';
  return said ? null : 'justification';
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

function Note({ ref, problem, placeholder, onChange }: { ref: Ref<HTMLTextAreaElement>; problem: string | null; placeholder: string; onChange: () => void }) {
  return (
    <div className="sm:flex-1 xl:w-64 xl:flex-none">
      <Textarea ref={ref} rows={1} aria-label="Note" aria-invalid={problem !== null || undefined} aria-describedby={problem === null ? undefined : 'note-problem'} placeholder={placeholder} onChange={onChange} className="field-sizing-content max-h-32 min-h-9! resize-none py-1.5!" />
      {problem === null ? null : (
        <p id="note-problem" role="alert" className="mt-1 text-[13px] text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
