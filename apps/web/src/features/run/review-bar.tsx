import type { GateView, RunDetail } from '@lime/contracts';
import type { ComponentProps } from 'react';
import { toast } from 'sonner';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useAskForReview } from './ask-for-review.ts';
import { ReviewAnswer } from './review-answer.tsx';
import { workOutput } from './work-output.ts';

/** The gate that is open, if one is. */
export function openGate(detail: RunDetail): GateView | undefined {
  return detail.gates.findLast((gate) => gate.status === 'open');
}

type ReviewBarProps = { detail: RunDetail; gate: GateView; onLook: (() => void) | null; onAgain: () => void };

/** Asks for a decision on exactly the content that is on the screen. */
export function ReviewBar({ detail, gate, onLook, onAgain }: ReviewBarProps) {
  const artifact = detail.artifacts.find((one) => one.id === gate.artifactId);
  const shown = artifact?.sha256 ?? gate.sha256;
  // A plan's own words stand at its top already.
  const summary = artifact?.kind === 'plan' ? undefined : workOutput(detail.steps)?.summary;
  return (
    <section className="flex flex-col gap-x-4 gap-y-2.5 rounded-2xl border border-warn/40 bg-warn-soft px-4 py-3 shadow-card xl:flex-row xl:items-start">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-pretty">{gate.question}</p>
        {summary ? <p className="text-[13px] text-pretty [overflow-wrap:anywhere]">{summary}</p> : null}
        <p className="text-[13px] text-muted">
          <GateFacts gate={gate} sha256={shown} name={artifact?.name} />
          {onLook === null ? null : (
            <>
              {' · '}
              <TextButton onClick={onLook}>Look at it</TextButton>
            </>
          )}
          {artifact?.kind === 'diff' ? <AskForReview runId={detail.run.id} /> : null}
        </p>
        {detail.run.attemptGroupId === null ? null : <p className="text-[13px] text-muted">Approving it sets the other attempts aside.</p>}
        {gate.mayDecide.ok ? null : <p className="mt-0.5 text-[13px] font-medium text-warn">{gate.mayDecide.reason ?? 'You may not decide this.'}</p>}
      </div>
      <ReviewAnswer detail={detail} gate={gate} sha256={shown} onAgain={onAgain} />
    </section>
  );
}

/** Has an agent read the change first; its comments then stand beside the lines. */
function AskForReview({ runId }: { runId: string }) {
  const ask = useAskForReview(runId);
  const start = () => ask.mutate(undefined, { onSuccess: (run) => toast.success(`Run ${run.id} reviews the change. Its comments will stand beside the lines.`) });
  return (
    <>
      {' · '}
      <TextButton onClick={start} disabled={ask.isPending || ask.isSuccess}>
        {ask.isSuccess ? 'A review is under way' : 'Have an agent review it'}
      </TextButton>
    </>
  );
}

function TextButton(props: Omit<ComponentProps<'button'>, 'className' | 'type'>) {
  return <button type="button" {...props} className="rounded font-medium text-ink underline underline-offset-2 disabled:text-muted disabled:no-underline" />;
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
