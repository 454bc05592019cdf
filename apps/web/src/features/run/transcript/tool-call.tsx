import { ChevronRight, SquareTerminal } from 'lucide-react';
import { Dot } from '../../../components/run-status.tsx';
import { cx } from '../../../lib/class-names.ts';
import { duration } from '../../../lib/time.ts';
import type { ToolRow } from './transcript-rows.ts';

type ToolCallProps = { row: ToolRow; open: boolean | undefined; onToggle: (key: number, open: boolean) => void };

/** Lines of a running call that are shown: its newest. */
const tailLines = 12;

/** A tool call: closed when it went well, open when it failed, its newest lines while it runs. */
export function ToolCall({ row, open, onToggle }: ToolCallProps) {
  const failed = row.end !== null && row.end.exitCode !== null && row.end.exitCode !== 0;
  const shown = open ?? (failed || row.end === null);
  const output = row.end === null && open !== true ? tail(row.output) : row.output;
  return (
    <div className="my-0.5 overflow-hidden rounded-xl border border-line bg-surface">
      <button type="button" aria-expanded={shown} onClick={() => onToggle(row.key, !shown)} className="flex min-h-9 w-full items-center gap-2 px-3 py-1.5 text-left hover:bg-hover focus-visible:outline-offset-[-2px]">
        <ChevronRight size={14} aria-hidden className={cx('shrink-0 text-faint transition-transform', shown && 'rotate-90')} />
        <SquareTerminal size={15} aria-hidden className="shrink-0 text-faint" />
        <span className="shrink-0 text-[13px] font-medium">{row.name}</span>
        <code className="min-w-0 flex-1 truncate font-mono text-[12.5px] text-muted">{row.input.split('\n')[0]}</code>
        <ToolEnd row={row} failed={failed} />
      </button>
      {shown ? (
        <div className="border-t border-line bg-sunken/60">
          {row.input.includes('\n') ? <pre className="max-h-60 overflow-auto border-b border-line px-3 py-2 font-mono text-[12.5px] leading-5 whitespace-pre-wrap">{row.input}</pre> : null}
          <pre tabIndex={0} aria-label={`Output of ${row.name}`} className="max-h-96 overflow-auto px-3 py-2 font-mono text-[12.5px] leading-5 break-words whitespace-pre-wrap text-muted focus-visible:outline-offset-[-2px]">
            {output === '' ? (row.end === null ? 'No output yet' : 'No output') : output}
          </pre>
        </div>
      ) : null}
    </div>
  );
}

function tail(output: string): string {
  const lines = output.split('\n');
  return lines.length <= tailLines ? output : `… ${lines.length - tailLines} lines above\n${lines.slice(-tailLines).join('\n')}`;
}

function ToolEnd({ row, failed }: { row: ToolRow; failed: boolean }) {
  if (row.end === null) {
    return (
      <span className="flex shrink-0 items-center gap-1.5 text-xs text-info">
        <Dot tone="live" live /> running
      </span>
    );
  }
  return (
    <span className="flex shrink-0 items-center gap-2 text-xs text-faint tabular-nums">
      {row.end.durationMs === null ? null : duration(row.end.durationMs)}
      {row.end.exitCode === null ? null : <span className={cx('rounded-md px-1.5 py-0.5 font-mono', failed ? 'bg-bad-soft text-bad' : 'bg-ok-soft text-ok')}>exit {row.end.exitCode}</span>}
    </span>
  );
}
