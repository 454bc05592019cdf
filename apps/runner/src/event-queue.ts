import type { RunEventBody } from '@lime/contracts';
import { changeTexts } from './change-texts.ts';

const batchEvents = 200;
/** Characters of text in a batch, well below what the server takes as one body. */
const batchChars = 400_000;
/** With this much unsent, those who say more have to wait. */
const highWaterEvents = 10_000;
const highWaterChars = 4_000_000;
/** The most text one event carries; longer texts become several events. */
const eventChars = 32_000;
/** Pieces of output are joined up to this much. */
const joinedChars = 8_000;

export type EventQueue = {
  push: (event: RunEventBody) => void;
  /** The next events to send together, at least one while the queue is not empty. */
  takeBatch: () => RunEventBody[];
  clear: () => void;
  size: () => number;
  hasFullBatch: () => boolean;
  isFull: () => boolean;
};

/** Events said and not yet sent, in order. Output that comes in crumbs is joined into fewer events. */
export function createEventQueue(): EventQueue {
  let events: RunEventBody[] = [];
  let chars = 0;

  const pushOne = (event: RunEventBody) => {
    const last = events.at(-1);
    const joined = last && joinOutput(last, event);
    if (joined) events[events.length - 1] = joined;
    else events.push(event);
    chars += sizeOf(event);
  };

  return {
    push: (event) => {
      for (const part of splitLongText(changeTexts(event, storableText))) pushOne(part);
    },
    takeBatch: () => {
      const count = countForBatch(events);
      const batch = events.slice(0, count);
      events = events.slice(count);
      for (const event of batch) chars -= sizeOf(event);
      return batch;
    },
    clear: () => {
      events = [];
      chars = 0;
    },
    size: () => events.length,
    hasFullBatch: () => events.length >= batchEvents || chars >= batchChars,
    isFull: () => events.length >= highWaterEvents || chars >= highWaterChars,
  };
}

function countForBatch(events: RunEventBody[]): number {
  let chars = 0;
  let count = 0;
  for (const event of events.slice(0, batchEvents)) {
    chars += sizeOf(event);
    if (count > 0 && chars > batchChars) break;
    count++;
  }
  return count;
}

function textOf(event: RunEventBody): string {
  return 'text' in event ? event.text : '';
}

function sizeOf(event: RunEventBody): number {
  return textOf(event).length + (event.type === 'tool' ? (event.diff?.length ?? 0) : 0);
}

function joinOutput(last: RunEventBody, next: RunEventBody): RunEventBody | null {
  if (textOf(last).length + textOf(next).length > joinedChars) return null;
  if (last.type === 'log' && next.type === 'log' && last.stream === next.stream) return { ...last, text: last.text + next.text };
  const sameTool = last.type === 'tool' && next.type === 'tool' && last.phase === 'output' && next.phase === 'output' && last.name === next.name;
  return sameTool ? { ...last, text: last.text + next.text } : null;
}

function splitLongText(event: RunEventBody): RunEventBody[] {
  if (!('text' in event)) return [event];
  const { text } = event;
  if (text.length <= eventChars) return [event];
  const parts: RunEventBody[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfPart(text, at);
    parts.push({ ...event, text: text.slice(at, end) });
    at = end;
  }
  return parts;
}

/** Where a part that begins at `at` ends, so that no surrogate pair is torn apart. */
function endOfPart(text: string, at: number): number {
  const end = Math.min(text.length, at + eventChars);
  const code = text.charCodeAt(end - 1);
  return end < text.length && code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

/** A database keeps neither NUL nor half a surrogate pair; output of programs holds both at times. */
function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
