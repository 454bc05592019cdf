import { ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { Dot } from '../../../components/run-status.tsx';
import { cx } from '../../../lib/class-names.ts';
import { duration } from '../../../lib/time.ts';
import { Counts } from '../diff/counts.tsx';
import { readEdit } from '../diff/read-edit.ts';
import { EditDiff } from './edit-diff.tsx';
import { ToolIcon } from './tool-icon.tsx';
import { type ToolOutcome, toolOutcome } from './tool-outcome.ts';
import type { ToolRow } from './transcript-rows.ts';

type ToolCallProps = { row: ToolRow; open: boolean | undefined; onToggle: (key: number, open: boolean) => void };

/** Lines that are shown unasked: the newest of a running call, the last of a failed one. */
const tailLines = 12;

/** A tool call: closed when it went well, open when it failed or changed a file, its newest lines while it runs. */
export function ToolCall({ row, open, onToggle }: ToolCallProps) {
  const outcome = toolOutcome(row.end);
  const diff = row.end?.diff ?? null;
  const edit = useMemo(() => (diff === null ? null : readEdit(diff)), [diff]);
  const hasMore = edit !== null || row.output !== '' || row.input.includes('\n') || row.end === null || row.end.exitCode !== null;
  const shown = hasMore && (open ?? (edit !== null || outcome === 'failed' || outcome === 'running'));
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
        {edit === null ? null : <Counts insertions={edit.insertions} deletions={edit.deletions} />}
        <ToolEnd row={row} outcome={outcome} />
      </button>
      {shown && edit !== null ? <EditDiff edit={edit} input={row.input} /> : null}
      {shown && edit === null ? <ToolOutput row={row} whole={open === true} onWhole={() => onToggle(row.key, true)} /> : null}
    </div>
  );
}

function ToolOutput({ row, whole, onWhole }: { row: ToolRow; whole: boolean; onWhole: () => void }) {
  const lines = row.output.replace(/\n$/, '').split('\n');
  const hidden = whole ? 0 : Math.max(0, lines.length - tailLines);
  const output = lines.slice(hidden).join('\n');
  return (
    <div className="border-t border-line bg-sunken/60">
      {row.input.includes('\n') ? <pre className="max-h-60 overflow-auto border-b border-line px-3 py-2 font-mono text-[12.5px] leading-5 whitespace-pre-wrap">{row.input}</pre> : null}
      {hidden === 0 ? null : (
        <button type="button" onClick={onWhole} className="block w-full px-3 pt-2 text-left text-xs text-muted hover:text-ink hover:underline focus-visible:outline-offset-[-2px]">
          Show the {hidden.toLocaleString('en-US')} lines above
        </button>
      )}
      <pre tabIndex={0} aria-label={`Output of ${row.name}`} className="max-h-96 overflow-auto px-3 py-2 font-mono text-[12.5px] leading-5 break-words whitespace-pre-wrap text-muted focus-visible:outline-offset-[-2px]">
        {output === '' ? (row.end === null ? 'No output yet' : 'No output') : output}
      </pre>
    </div>
  );
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
