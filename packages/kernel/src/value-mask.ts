import { formsOf } from './value-forms.ts';

const shownForValue = '***';
/** At the end of what a program has said, more of a value's beginning than this is masked as well: its rest may have been cut off. */
const shownOfBeginning = 2;

type Place = { start: number; end: number };

/** Hides known values, in all their forms, in what is told to people. */
export type ValueMask = {
  mask: (text: string) => string;
  /** Where in the text values stand, in order, none over another. */
  find: (text: string) => Place[];
  /** For text that comes in pieces: what may be the beginning of a value waits for the next piece. */
  stream: () => { push: (piece: string) => string; end: () => string };
};

export function createValueMask(values: readonly string[]): ValueMask {
  const forms = [...new Set(values.flatMap(formsOf))];
  const find = (text: string) => merge(forms.flatMap((form) => occurrences(text, form)));
  const mask = (text: string) => (forms.length === 0 ? text : render(text, find(text)));
  return { mask, find, stream: () => (forms.length === 0 ? { push: (piece) => piece, end: () => '' } : openStream(forms, find)) };
}

function openStream(forms: readonly string[], find: ValueMask['find']): ReturnType<ValueMask['stream']> {
  const starts = new Set(forms.map((form) => form.charAt(0)));
  const longest = Math.max(...forms.map((form) => form.length));
  let held = '';
  const firstBeginning = (text: string) => {
    for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
      if (!starts.has(text.charAt(at))) continue;
      const rest = text.slice(at);
      if (forms.some((form) => form.length > rest.length && form.startsWith(rest))) return at;
    }
    return text.length;
  };
  return {
    push: (piece) => {
      const text = held + piece;
      const places = find(text);
      let upTo = firstBeginning(text);
      for (const { start, end } of places.toReversed()) if (end > upTo) upTo = Math.min(upTo, start);
      held = text.slice(upTo);
      return render(text.slice(0, upTo), places.filter(({ end }) => end <= upTo));
    },
    end: () => {
      const from = firstBeginning(held);
      const cutOff = held.length - from > shownOfBeginning ? [{ start: from, end: held.length }] : [];
      const last = render(held, merge([...find(held), ...cutOff]));
      held = '';
      return last;
    },
  };
}

function occurrences(text: string, form: string): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) places.push({ start: at, end: at + form.length });
  return places;
}

/** Places that overlap or touch become one. */
function merge(places: Place[]): Place[] {
  const merged: Place[] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && place.start <= last.end) last.end = Math.max(last.end, place.end);
    else merged.push({ ...place });
  }
  return merged;
}

function render(text: string, places: readonly Place[]): string {
  let at = 0;
  let shown = '';
  for (const { start, end } of places) {
    shown += text.slice(at, start) + shownForValue;
    at = end;
  }
  return shown + text.slice(at);
}
