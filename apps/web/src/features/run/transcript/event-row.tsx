import { CircleAlert, FileDiff, Flag, Globe, Package, Receipt, User } from 'lucide-react';
import type { ReactNode } from 'react';
import { MarkdownText } from '../../../components/markdown.tsx';
import { Dot, type Tone } from '../../../components/run-status.tsx';
import { cx } from '../../../lib/class-names.ts';
import { smallMoney } from '../../../lib/money.ts';
import { size } from '../../../lib/size.ts';
import type { PlainRow } from './transcript-rows.ts';

const tones: Record<string, Tone> = { queued: 'idle', running: 'live', waiting: 'ask', succeeded: 'ok', approved: 'ok', applied: 'ok', failed: 'bad', rejected: 'bad', cancelled: 'idle' };

const egressWords = { reached: 'Reached', refused: 'Refused to reach', unreachable: 'Could not reach' };

/** Everything that is neither a tool call nor a log line. */
export function EventRow({ body }: { body: PlainRow['body'] }) {
  switch (body.type) {
    case 'status':
      return <Line mark={<Dot tone={tones[body.status ?? ''] ?? 'idle'} />}>{body.text}</Line>;
    case 'message':
      return body.role === 'assistant' ? <MarkdownText text={body.text} /> : <p className="text-[13px] whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{body.text}</p>;
    case 'user_message':
      return (
        <div className="my-1 rounded-xl bg-accent-soft px-3.5 py-2.5">
          <p className="mb-0.5 flex items-center gap-1.5 text-xs font-medium text-accent">
            <User size={13} aria-hidden /> {body.from}
          </p>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{body.text}</p>
        </div>
      );
    case 'diff':
      return (
        <Line mark={<FileDiff size={15} aria-hidden />}>
          Changed {body.filesChanged} {body.filesChanged === 1 ? 'file' : 'files'} <span className="text-ok">+{body.insertions}</span> <span className="text-bad">−{body.deletions}</span>
        </Line>
      );
    case 'artifact':
      return (
        <Line mark={<Package size={15} aria-hidden />}>
          Made <span className="font-medium">{body.name}</span> <span className="text-faint">{size(body.size)}</span>
        </Line>
      );
    case 'usage':
      return (
        <Line faint mark={<Receipt size={14} aria-hidden />}>
          {smallMoney(body.costMicros)} · {body.model} · {body.inputTokens.toLocaleString('en-US')} tokens in, {body.outputTokens.toLocaleString('en-US')} out
        </Line>
      );
    case 'egress':
      return (
        <Line faint mark={<Globe size={14} aria-hidden />}>
          {egressWords[body.outcome]} <span className="font-mono">{body.destination}</span>
          {body.reason ? `: ${body.reason}` : ''}
          {body.times > 1 ? ` (${body.times} times)` : ''}
        </Line>
      );
    case 'checkpoint':
      return <Line faint mark={<Flag size={14} aria-hidden />}>{body.text}</Line>;
    case 'error':
      return (
        <div className="my-1 flex items-start gap-2.5 rounded-xl bg-bad-soft px-3.5 py-2.5">
          <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
          <div className="min-w-0">
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{body.text}</p>
            <p className="mt-0.5 font-mono text-xs text-bad">{body.code}</p>
          </div>
        </div>
      );
  }
}

function Line({ mark, faint = false, children }: { mark: ReactNode; faint?: boolean; children: ReactNode }) {
  return (
    <div className={cx('flex items-start gap-2 text-[13.5px] leading-6', faint && 'text-faint')}>
      <span className="flex h-6 w-4 shrink-0 items-center justify-center text-faint">{mark}</span>
      <p className="min-w-0 [overflow-wrap:anywhere]">{children}</p>
    </div>
  );
}
