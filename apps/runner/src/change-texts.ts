import type { RunEventBody } from '@lime/contracts';

/** The same event, with all in it that people and programs wrote put through `change`. */
export function changeTexts(event: RunEventBody, change: (text: string) => string): RunEventBody {
  if (!('text' in event)) return event;
  const text = change(event.text);
  return event.type === 'tool' && event.diff !== undefined ? { ...event, text, diff: change(event.diff) } : { ...event, text };
}
