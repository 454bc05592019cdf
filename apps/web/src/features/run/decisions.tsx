import type { GateView } from '@lime/contracts';
import { Check, X } from 'lucide-react';
import { TimeAgo } from '../../components/time-ago.tsx';

/** Who decided what, on which content. */
export function Decisions({ gates }: { gates: GateView[] }) {
  return (
    <ul className="flex flex-col gap-2.5">
      {gates.flatMap((gate) =>
        gate.approvals.map((approval) => (
          <li key={approval.id} className="flex gap-2 text-[13px]">
            {approval.decision === 'approve' ? <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-ok" /> : <X size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />}
            <div className="min-w-0">
              <p>
                <span className="font-medium">{approval.by}</span> {approval.decision === 'approve' ? 'approved' : 'rejected'} <code className="font-mono text-xs text-muted">{approval.sha256.slice(0, 7)}</code>{' '}
                <TimeAgo at={approval.at} className="text-faint" />
              </p>
              {approval.sha256 === gate.sha256 ? null : <p className="text-xs text-warn">The content has changed since: this does not count any more.</p>}
              {approval.note === '' ? null : <p className="mt-0.5 whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{approval.note}</p>}
            </div>
          </li>
        )),
      )}
    </ul>
  );
}
