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

/** `start`: how the line of a quiet event begins; `between`: all from the end of such a line to there in the next one. `beside`: what such a line has beside what it says; -1 until one was parsed. */
type Kind = { start: Buffer; between: Buffer; beside: number };

/**
 * Finds the JSON of the server-sent events in a stream, whose chunks may end anywhere. Both protocols
 * write one `data:` line an event. Of the quiet types, by far the most, only the first is parsed: from
 * it is known how long such an event is beside what it says, and of the others only the length is taken.
 */
export function createEventReader(quiet: Quiet = { types: [], lengthOf: () => 0, said: () => {} }): (chunk: Uint8Array) => Members[] {
  const kinds = quiet.types.map(kindOf);
  /** The line whose end has not come yet. */
  let rest: Buffer[] = [];
  let restBytes = 0;

  const skip = ({ beside }: Kind, length: number) => quiet.said(Math.max(0, length - beside));
  const parse = (bytes: Buffer, from: number, end: number, kind: Kind | null): Members | null => {
    const event = parseLine(bytes, from, end);
    if (kind && event) kind.beside = end - from - quiet.lengthOf(event);
    return event;
  };
  const findKind = (bytes: Buffer, from: number, end: number): Kind | null => {
    for (const kind of kinds) if (beginsWith(bytes, from, end, kind.start)) return kind;
    return null;
  };
  /** Skips quiet events that follow one another: the end of the last of them. */
  const skipAlike = (bytes: Buffer, ended: number, kind: Kind): number => {
    let end = ended;
    for (;;) {
      const from = end + kind.between.length - kind.start.length;
      if (!beginsWith(bytes, end, bytes.length, kind.between)) return end;
      const next = bytes.indexOf(newline, from);
      if (next === -1) return end;
      skip(kind, next - from);
      end = next;
    }
  };
  /** Reads the line that ends there; returns where the next one begins. */
  const readLine = (bytes: Buffer, from: number, end: number, events: Members[]): number => {
    if (end - from < prefix.length || bytes[from] !== prefix[0]) return end + 1;
    const kind = findKind(bytes, from, end);
    if (kind && kind.beside !== -1) {
      skip(kind, end - from);
      return skipAlike(bytes, end, kind) + 1;
    }
    const event = parse(bytes, from, end, kind);
    if (event) events.push(event);
    return end + 1;
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
      if (line) readLine(line, 0, line.length, events);
      from = firstEnd + 1;
    }
    for (let end = bytes.indexOf(newline, from); end !== -1; end = bytes.indexOf(newline, from)) from = readLine(bytes, from, end, events);
    keep(bytes.subarray(from));
    return events;
  };
}

function kindOf(type: string): Kind {
  const start = `data: {"type":"${type}"`;
  return { start: Buffer.from(start), between: Buffer.from(`\n\nevent: ${type}\n${start}`), beside: -1 };
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
