import type { GateView, RunDetail } from '@lime/contracts';
import { Check, X } from 'lucide-react';
import { type SubmitEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Textarea } from '../../components/field.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useDecideGate } from './decide-gate.ts';
import { workOutput } from './work-output.ts';

/** The gate that is open, if one is. */
export function openGate(detail: RunDetail): GateView | undefined {
  return detail.gates.findLast((gate) => gate.status === 'open');
}

/** Asks for a decision on exactly the content that is on the screen. */
export function ReviewBar({ detail, gate, onLook }: { detail: RunDetail; gate: GateView; onLook: (() => void) | null }) {
  const decide = useDecideGate(detail.run.id);
  const note = useRef<HTMLTextAreaElement>(null);
  const [missingNote, setMissingNote] = useState(false);
  const artifact = detail.artifacts.find((one) => one.id === gate.artifactId);
  const shown = artifact?.sha256 ?? gate.sha256;
  const blocked = !gate.mayDecide.ok;
  const summary = workOutput(detail.steps)?.summary;

  const send = (decision: 'approve' | 'reject') => {
    const text = note.current?.value.trim() ?? '';
    setMissingNote(decision === 'reject' && text === '');
    if (decision === 'reject' && text === '') return note.current?.focus();
    decide.mutate({ gateId: gate.id, body: { decision, sha256: shown, note: text } });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send('approve');
  };

  return (
    <form onSubmit={submit} aria-label="Review" className="flex flex-col gap-x-4 gap-y-2.5 rounded-2xl border border-warn/40 bg-warn-soft px-4 py-3 shadow-card xl:flex-row xl:items-center">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-pretty">{gate.question}</p>
        {summary ? <p className="text-[13px] text-pretty [overflow-wrap:anywhere]">{summary}</p> : null}
        <p className="text-[13px] text-muted">
          <GateFacts gate={gate} sha256={shown} name={artifact?.name} />
          {onLook === null ? null : (
            <>
              {' · '}
              <button type="button" onClick={onLook} className="font-medium text-ink underline underline-offset-2">
                Look at it
              </button>
            </>
          )}
        </p>
      </div>
      {blocked ? (
        <p className="text-[13px] font-medium text-warn">{gate.mayDecide.reason ?? 'You may not decide this.'}</p>
      ) : (
        <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
          <div className="sm:w-72">
            <Textarea ref={note} rows={1} aria-label="Note" aria-invalid={missingNote || undefined} aria-describedby={missingNote ? 'note-missing' : undefined} placeholder="Note (needed to reject)" onChange={() => setMissingNote(false)} className="field-sizing-content max-h-32 min-h-9! resize-none py-1.5!" />
            {missingNote ? (
              <p id="note-missing" role="alert" className="mt-1 text-[13px] text-bad">
                Say why, so that the next attempt can do better.
              </p>
            ) : null}
          </div>
          <div className="flex gap-2">
            <Button look="danger" className="flex-1 sm:flex-none" onClick={() => send('reject')} busy={decide.isPending}>
              <X size={16} aria-hidden /> Reject
            </Button>
            <Button look="primary" type="submit" className="flex-1 sm:flex-none" busy={decide.isPending}>
              <Check size={16} aria-hidden /> Approve
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}

function GateFacts({ gate, sha256, name }: { gate: GateView; sha256: string; name: string | undefined }) {
  const given = gate.approvals.filter((approval) => approval.decision === 'approve' && approval.sha256 === gate.sha256).length;
  return (
    <>
      You decide on {name ?? 'the content'}{' '}
      <code className="font-mono text-xs text-ink" title={sha256}>
        {sha256.slice(0, 7)}
      </code>
      {gate.policy.approvals > 1 ? ` · ${given} of ${gate.policy.approvals} approvals` : null}
      {' · expires '}
      <TimeAgo at={gate.expiresAt} />
    </>
  );
}
