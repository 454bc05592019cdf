import type { HookResult } from '@lime/contracts';
import type { ReactNode } from 'react';
import { Status, type Tone } from '../../components/run-status.tsx';
import { duration } from '../../lib/time.ts';

const outcomes: Record<HookResult['outcome'], { words: string; tone: Tone }> = {
  ok: { words: 'Succeeded', tone: 'ok' },
  denied: { words: 'Refused it', tone: 'ask' },
  failed: { words: 'Failed', tone: 'bad' },
  timeout: { words: 'Took too long', tone: 'bad' },
  memory: { words: 'Took too much memory', tone: 'bad' },
};

export function HookOutcomeMark({ outcome }: { outcome: HookResult['outcome'] }) {
  const { words, tone } = outcomes[outcome];
  return <Status tone={tone} words={words} pill />;
}

/** What a hook's code returned, said, and asked of others. */
export function HookResultView({ result }: { result: Omit<HookResult, 'durationMs' | 'outcome'> & { outcome: HookResult['outcome'] | null; durationMs: number | null } }) {
  const { outcome, error, output, log, egress, durationMs } = result;
  const place = error === null || error.line === null ? '' : ` (line ${error.line}${error.column === null ? '' : `, column ${error.column}`})`;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-3">
        {outcome === null ? <Status tone="live" words="Not over yet" pill live /> : <HookOutcomeMark outcome={outcome} />}
        {durationMs === null ? null : <span className="text-[13px] text-muted tabular-nums">{duration(durationMs)}</span>}
      </p>
      {error === null ? null : <Part name="Error"><Block text={error.message + place} /></Part>}
      {output === null ? null : <Part name="Returned"><Block text={JSON.stringify(output, null, 2)} /></Part>}
      {log === '' ? null : <Part name="Said"><Block text={log} /></Part>}
      {egress.length === 0 ? null : (
        <Part name="Requests">
          <ul className="flex flex-col gap-1 text-[13px]">
            {egress.map((request, index) => (
              <li key={index} className="[overflow-wrap:anywhere]">
                <span className="font-mono">{request.method} {request.host}</span> <span className={request.allowed ? 'text-muted' : 'text-bad'}>{request.allowed ? (request.status ?? 'sent') : (request.reason ?? 'refused')}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-1 text-[13px] font-medium">{name}</p>
      {children}
    </div>
  );
}

function Block({ text }: { text: string }) {
  return <pre tabIndex={0} className="max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>;
}
