import type { StepView } from '@lime/contracts';
import { Elapsed } from '../../components/time-ago.tsx';
import { cx } from '../../lib/class-names.ts';
import { StepMark } from './step-mark.tsx';

/** The run's steps in their order; the parts of a fan-out under their step. */
export function StepList({ steps }: { steps: StepView[] }) {
  const childrenOf = Map.groupBy(steps.filter((step) => step.parentStepId !== null), (step) => step.parentStepId);
  return (
    <ol className="flex flex-col">
      {steps.filter((step) => step.parentStepId === null).map((step) => (
        <li key={step.id} className="group/step relative pb-1">
          <span aria-hidden className="absolute top-7 bottom-0 left-[16px] w-px bg-line group-last/step:hidden" />
          <StepLine step={step} />
          <Children steps={childrenOf.get(step.id) ?? []} />
        </li>
      ))}
    </ol>
  );
}

function StepLine({ step }: { step: StepView }) {
  const idle = step.status === 'queued' || step.status === 'skipped';
  return (
    <div className="px-2 py-1">
      <div className="flex items-center gap-2.5">
        <StepMark step={step} />
        <span className={cx('min-w-0 flex-1 truncate text-[13.5px]', idle ? 'text-faint' : 'font-medium')} title={step.title}>
          {step.title}
        </span>
        {step.startedAt === null || step.status === 'skipped' ? null : <Elapsed from={step.startedAt} to={step.endedAt} className="text-xs text-faint" />}
      </div>
      {step.runnerName === null && step.attempt <= 1 ? null : (
        <p className="pl-[27px] text-xs text-faint">{[step.runnerName === null ? null : `on ${step.runnerName}`, step.attempt > 1 ? `attempt ${step.attempt}` : null].filter(Boolean).join(' · ')}</p>
      )}
      {step.error === null ? null : <p className="pl-[27px] text-xs text-bad [overflow-wrap:anywhere]">{step.error.message}</p>}
    </div>
  );
}

/** More than this many parts are folded away at first. */
const mostOpen = 8;

function Children({ steps }: { steps: StepView[] }) {
  if (steps.length === 0) return null;
  const count = (status: StepView['status']) => steps.filter((step) => step.status === status).length;
  const failed = count('failed');
  return (
    <details open={steps.length <= mostOpen} className="pl-[27px]">
      <summary className="rounded px-2 py-0.5 text-xs text-muted">
        {count('succeeded')} of {steps.length} done{failed > 0 ? `, ${failed} failed` : ''}
      </summary>
      <ol className="max-h-72 overflow-y-auto">
        {steps.map((step) => (
          <li key={step.id} className="flex items-center gap-2 px-2 py-0.5 text-xs">
            <StepMark step={step} small />
            <span className="min-w-0 flex-1 truncate text-muted" title={step.error?.message ?? step.title}>
              {step.itemIndex === null ? step.title : `#${step.itemIndex + 1}`} {step.error?.message}
            </span>
            {step.startedAt === null ? null : <Elapsed from={step.startedAt} to={step.endedAt} className="text-faint" />}
          </li>
        ))}
      </ol>
    </details>
  );
}
