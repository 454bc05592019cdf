import { isObject, type Members } from '../protocols/json.ts';
import { longestEventBytes } from '../tunables.ts';

const newline = 0x0a;
const prefix = Buffer.from('data:');

type Quiet = {
  /** The types of events that hold nothing but a piece of what is said. */
  types: readonly string[];
  /** How much a parsed event of these types says. */
  lengthOf(event: Members): number;
  /** Told of each event that was not parsed, with about as much as it says. */
  said(characters: number): void;
};

/**
 * Finds the JSON of the server-sent events in a stream, whose chunks may end anywhere. Both protocols
 * write one `data:` line an event. Of the quiet types, by far the most, only the first is parsed: from
 * it is known how long such an event is beside what it says, and of the others only the length is taken.
 */
export function createEventReader(quiet: Quiet = { types: [], lengthOf: () => 0, said: () => {} }): (chunk: Uint8Array) => Members[] {
  const kinds = quiet.types.map((type) => ({ start: Buffer.from(`data: {"type":"${type}"`), beside: -1 }));
  /** The line whose end has not come yet. */
  let rest: Buffer[] = [];
  let restBytes = 0;

  const readLine = (bytes: Buffer, from: number, end: number): Members | null => {
    if (end - from < prefix.length || bytes[from] !== prefix[0]) return null;
    const kind = kinds.find(({ start }) => beginsWith(bytes, from, end, start));
    if (kind && kind.beside !== -1) {
      quiet.said(Math.max(0, end - from - kind.beside));
      return null;
    }
    const event = parseLine(bytes, from, end);
    if (kind && event) kind.beside = end - from - quiet.lengthOf(event);
    return event;
  };

  const keep = (piece: Buffer) => {
    restBytes += piece.length;
    if (restBytes > longestEventBytes) rest = [];
    else if (piece.length > 0) rest.push(piece);
  };
  const takeRest = (): Buffer | null => {
    const whole = restBytes > longestEventBytes ? null : Buffer.concat(rest);
    rest = [];
    restBytes = 0;
    return whole;
  };

  return (chunk) => {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const events: Members[] = [];
    let from = 0;
    const firstEnd = restBytes === 0 ? -1 : bytes.indexOf(newline);
    if (firstEnd !== -1) {
      keep(bytes.subarray(0, firstEnd));
      const line = takeRest();
      const event = line && readLine(line, 0, line.length);
      if (event) events.push(event);
      from = firstEnd + 1;
    }
    for (let end = bytes.indexOf(newline, from); end !== -1; end = bytes.indexOf(newline, from)) {
      const event = readLine(bytes, from, end);
      if (event) events.push(event);
      from = end + 1;
    }
    keep(bytes.subarray(from));
    return events;
  };
}

/** Most lines differ from what is looked for only near its end, and a call of `compare` costs more than these few steps. */
function beginsWith(bytes: Buffer, from: number, end: number, start: Buffer): boolean {
  if (end - from < start.length) return false;
  for (let at = start.length - 1; at >= 0; at -= 1) if (bytes[from + at] !== start[at]) return false;
  return true;
}

/** What is not JSON (`[DONE]`, a broken line) is nothing to us; whoever asked gets it as it came. */
function parseLine(bytes: Buffer, from: number, end: number): Members | null {
  if (!beginsWith(bytes, from, end, prefix)) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', from + prefix.length, end));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
