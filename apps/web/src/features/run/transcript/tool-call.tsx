import { ChevronRight } from 'lucide-react';
import { Dot } from '../../../components/run-status.tsx';
import { cx } from '../../../lib/class-names.ts';
import { duration } from '../../../lib/time.ts';
import { ToolIcon } from './tool-icon.tsx';
import { type ToolOutcome, toolOutcome } from './tool-outcome.ts';
import type { ToolRow } from './transcript-rows.ts';

type ToolCallProps = { row: ToolRow; open: boolean | undefined; onToggle: (key: number, open: boolean) => void };

/** Lines of a running call that are shown: its newest. */
const tailLines = 12;

/** A tool call: closed when it went well, open when it failed, its newest lines while it runs. */
export function ToolCall({ row, open, onToggle }: ToolCallProps) {
  const outcome = toolOutcome(row.end);
  const hasMore = row.output !== '' || row.input.includes('\n') || row.end === null || row.end.exitCode !== null;
  const shown = hasMore && (open ?? (outcome === 'failed' || outcome === 'running'));
  return (
    <div className={cx('my-0.5 overflow-hidden rounded-xl border bg-surface', outcome === 'denied' ? 'border-warn/45' : 'border-line')}>
      <button
        type="button"
        aria-expanded={shown}
        disabled={!hasMore}
        onClick={() => onToggle(row.key, !shown)}
        className="flex min-h-9 w-full flex-wrap items-center gap-x-2 px-3 py-1.5 text-left focus-visible:outline-offset-[-2px] enabled:hover:bg-hover"
      >
        <ChevronRight size={14} aria-hidden className={cx('shrink-0 text-faint transition-transform', shown && 'rotate-90', !hasMore && 'invisible')} />
        <ToolIcon name={row.name} />
        <span className="shrink-0 text-[13px] font-medium">{row.name}</span>
        <code className="min-w-0 flex-1 truncate font-mono text-[12.5px] text-muted">{row.input.split('\n')[0]}</code>
        <ToolEnd row={row} outcome={outcome} />
      </button>
      {shown ? <ToolOutput row={row} whole={open === true} /> : null}
    </div>
  );
}

function ToolOutput({ row, whole }: { row: ToolRow; whole: boolean }) {
  const output = row.end === null && !whole ? tail(row.output) : row.output;
  return (
    <div className="border-t border-line bg-sunken/60">
      {row.input.includes('\n') ? <pre className="max-h-60 overflow-auto border-b border-line px-3 py-2 font-mono text-[12.5px] leading-5 whitespace-pre-wrap">{row.input}</pre> : null}
      <pre tabIndex={0} aria-label={`Output of ${row.name}`} className="max-h-96 overflow-auto px-3 py-2 font-mono text-[12.5px] leading-5 break-words whitespace-pre-wrap text-muted focus-visible:outline-offset-[-2px]">
        {output === '' ? (row.end === null ? 'No output yet' : 'No output') : output}
      </pre>
    </div>
  );
}

function tail(output: string): string {
  const lines = output.split('\n');
  return lines.length <= tailLines ? output : `… ${lines.length - tailLines} lines above\n${lines.slice(-tailLines).join('\n')}`;
}

const looks: Record<Exclude<ToolOutcome, 'running'>, string> = { done: 'bg-ok-soft text-ok', failed: 'bg-bad-soft text-bad', denied: 'bg-warn-soft text-warn', stopped: 'bg-sunken text-muted' };

function ToolEnd({ row, outcome }: { row: ToolRow; outcome: ToolOutcome }) {
  if (row.end === null || outcome === 'running') {
    return (
      <span className="flex shrink-0 items-center gap-1.5 text-xs text-info">
        <Dot tone="live" live /> running
      </span>
    );
  }
  const words = row.end.exitCode === null ? row.end.note : `exit ${row.end.exitCode}`;
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs text-faint tabular-nums">
      {row.end.durationMs === null ? null : duration(row.end.durationMs)}
      {words === '' || words === 'done' ? null : <span className={cx('min-w-0 rounded-md px-1.5 py-0.5', row.end.exitCode !== null && 'font-mono', looks[outcome])}>{words}</span>}
    </span>
  );
}
