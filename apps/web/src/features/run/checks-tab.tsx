import type { CheckResult } from '@lime/contracts';
import { ChevronRight } from 'lucide-react';
import { Status, type Tone } from '../../components/run-status.tsx';
import { duration } from '../../lib/time.ts';

type Checks = { before: CheckResult[]; after: CheckResult[] };

const outcomes: Record<CheckResult['outcome'], { words: string; tone: Tone }> = {
  passed: { words: 'Passed', tone: 'ok' },
  failed: { words: 'Failed', tone: 'bad' },
  timed_out: { words: 'Timed out', tone: 'bad' },
  out_of_memory: { words: 'Out of memory', tone: 'bad' },
  disk_full: { words: 'Disk full', tone: 'bad' },
};

/** The repository's own checks, before the work and after it, side by side. */
export function ChecksTab({ checks }: { checks: Checks }) {
  const commands = [...new Set([...checks.before, ...checks.after].map((check) => check.command))];
  return (
    <ul className="flex flex-col gap-3">
      {commands.map((command) => (
        <li key={command} className="overflow-hidden rounded-xl border border-line bg-surface">
          <p className="border-b border-line px-4 py-2.5 font-mono text-[13px] [overflow-wrap:anywhere]">{command}</p>
          <div className="grid divide-y divide-line lg:grid-cols-2 lg:divide-x lg:divide-y-0">
            <Side name="Before" check={checks.before.find((check) => check.command === command)} />
            <Side name="After" check={checks.after.find((check) => check.command === command)} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What failed is told at the end. */
function toItsEnd(output: HTMLElement | null): void {
  if (output !== null) output.scrollTop = output.scrollHeight;
}

function Side({ name, check }: { name: string; check: CheckResult | undefined }) {
  if (check === undefined) {
    return (
      <p className="px-4 py-2.5 text-[13px] text-faint">
        <span className="inline-block w-14">{name}</span> was not run
      </p>
    );
  }
  const { words, tone } = outcomes[check.outcome];
  return (
    <details className="group min-w-0" open={check.outcome !== 'passed' && name === 'After'} onToggle={(event) => toItsEnd(event.currentTarget.querySelector('pre'))}>
      <summary className="flex list-none items-center gap-2 px-4 py-2.5 text-[13px] hover:bg-hover">
        <ChevronRight size={14} aria-hidden className="-ml-1 text-faint transition-transform group-open:rotate-90" />
        <span className="w-12 text-muted">{name}</span>
        <Status tone={tone} words={words} pill />
        <span className="ml-auto text-xs text-faint tabular-nums">
          {check.exitCode === null ? '' : `exit ${check.exitCode} · `}
          {duration(check.durationMs)}
        </span>
      </summary>
      <pre ref={toItsEnd} tabIndex={0} aria-label={`Output ${name.toLowerCase()}`} className="max-h-96 overflow-auto border-t border-line bg-sunken/60 px-4 py-2.5 font-mono text-[12.5px] leading-5 whitespace-pre-wrap text-muted">
        {check.output === '' ? 'No output' : check.output}
      </pre>
    </details>
  );
}
