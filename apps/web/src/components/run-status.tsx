import type { RunSummary } from '@lime/contracts';
import { cx } from '../lib/class-names.ts';

type StatusParts = Pick<RunSummary, 'status' | 'waitingOn'>;

const tones = {
  idle: { text: 'text-muted', dot: 'bg-faint', pill: 'bg-sunken' },
  live: { text: 'text-info', dot: 'bg-info', pill: 'bg-info-soft' },
  ask: { text: 'text-warn', dot: 'bg-warn', pill: 'bg-warn-soft' },
  ok: { text: 'text-ok', dot: 'bg-ok', pill: 'bg-ok-soft' },
  bad: { text: 'text-bad', dot: 'bg-bad', pill: 'bg-bad-soft' },
};
export type Tone = keyof typeof tones;

const waits: Record<NonNullable<RunSummary['waitingOn']>, string> = {
  gate: 'Needs your review',
  runner: 'Waiting for a runner',
  time: 'Sleeping',
  signal: 'Waiting for a signal',
  tickets: 'Waiting for other tickets',
  child: 'Waiting for another run',
  map: 'Waiting for its parts',
  effect: 'Outcome unknown',
  retry: 'Will retry',
};

export function needsReview(run: StatusParts): boolean {
  return run.status === 'waiting' && run.waitingOn === 'gate';
}

export function isOver(run: Pick<RunSummary, 'status'>): boolean {
  return run.status === 'succeeded' || run.status === 'failed' || run.status === 'cancelled';
}

/** A run's status in words, and the tone to say it in. */
function describeStatus(run: StatusParts): { words: string; tone: Tone } {
  switch (run.status) {
    case 'queued':
      return { words: 'Queued', tone: 'idle' };
    case 'running':
      return { words: 'Running', tone: 'live' };
    case 'waiting':
      return { words: run.waitingOn === null ? 'Waiting' : waits[run.waitingOn], tone: run.waitingOn === 'gate' || run.waitingOn === 'effect' ? 'ask' : 'live' };
    case 'succeeded':
      return { words: 'Succeeded', tone: 'ok' };
    case 'failed':
      return { words: 'Failed', tone: 'bad' };
    case 'cancelled':
      return { words: 'Cancelled', tone: 'idle' };
  }
}

export function Dot({ tone, live = false }: { tone: Tone; live?: boolean }) {
  return <span aria-hidden className={cx('inline-block size-2 shrink-0 rounded-full', tones[tone].dot, live && 'animate-pulse-dot')} />;
}

export function RunStatus({ run, pill = false }: { run: StatusParts; pill?: boolean }) {
  const { words, tone } = describeStatus(run);
  return <Status tone={tone} words={words} pill={pill} live={tone === 'live'} />;
}

/** A dot and words in one tone, as a pill or plain. */
export function Status({ tone, words, pill = false, live = false }: { tone: Tone; words: string; pill?: boolean; live?: boolean }) {
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap', tones[tone].text, pill && cx('h-6 rounded-full px-2.5', tones[tone].pill))}>
      <Dot tone={tone} live={live} />
      {words}
    </span>
  );
}
