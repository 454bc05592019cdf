import type { GateView } from '@lime/contracts';
import { Check, RotateCcw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { TimeAgo } from '../../components/time-ago.tsx';

/** Whether anything has been decided, or a question withdrawn. */
export function hasDecisions(gates: readonly GateView[]): boolean {
  return gates.some((gate) => gate.approvals.length > 0 || gate.status === 'superseded');
}

/** Who decided what, on which content, and which questions were withdrawn. */
export function Decisions({ gates }: { gates: GateView[] }) {
  return (
    <ul className="flex flex-col gap-2.5">
      {gates.flatMap((gate) => [
        ...gate.approvals.map((approval) => <Approval key={approval.id} gate={gate} approval={approval} />),
        gate.status === 'superseded' ? <Withdrawn key={`gate ${gate.id}`} gate={gate} /> : null,
      ])}
    </ul>
  );
}

function Approval({ gate, approval }: { gate: GateView; approval: GateView['approvals'][number] }) {
  return (
    <Line mark={approval.decision === 'approve' ? <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-ok" /> : <X size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />}>
      <p>
        <span className="font-medium">{approval.by}</span> {approval.decision === 'approve' ? 'approved' : 'rejected'} <Sha sha256={approval.sha256} /> <TimeAgo at={approval.at} className="text-faint" />
      </p>
      {approval.sha256 === gate.sha256 && gate.status !== 'superseded' ? null : <p className="text-xs text-warn">The content has changed since: this does not count any more.</p>}
      {approval.note === '' ? null : <p className="mt-0.5 whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{approval.note}</p>}
    </Line>
  );
}

function Withdrawn({ gate }: { gate: GateView }) {
  return (
    <Line mark={<RotateCcw size={15} aria-hidden className="mt-0.5 shrink-0 text-faint" />}>
      <p>
        <span className="font-medium">Superseded</span> <Sha sha256={gate.sha256} />
      </p>
      <p className="text-xs text-muted">The question was withdrawn to have the work done again.</p>
    </Line>
  );
}

function Line({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2 text-[13px]">
      {mark}
      <div className="min-w-0">{children}</div>
    </li>
  );
}

function Sha({ sha256 }: { sha256: string }) {
  return (
    <code className="font-mono text-xs text-muted" title={sha256}>
      {sha256.slice(0, 7)}
    </code>
  );
}
