import { isObject, type Members } from '../protocols/json.ts';
import { beginsWith } from './begins-with.ts';
import { createUnfinishedLine } from './unfinished-line.ts';

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
  const rest = createUnfinishedLine();

  /** Reads the line that ends there, and those like it that follow; returns where the next one begins. */
  const readLine = (bytes: Buffer, from: number, end: number, events: Members[]): number => {
    if (end - from < prefix.length || bytes[from] !== prefix[0]) return end + 1;
    const kind = kinds.find(({ start }) => beginsWith(bytes, from, end, start));
    if (kind && kind.beside !== -1) {
      quiet.said(Math.max(0, end - from - kind.beside));
      return skipAlike(bytes, end, kind, quiet) + 1;
    }
    const event = parseLine(bytes, from, end);
    if (kind && event) kind.beside = end - from - quiet.lengthOf(event);
    if (event) events.push(event);
    return end + 1;
  };

  return (chunk) => {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const events: Members[] = [];
    let from = 0;
    const firstEnd = rest.isEmpty() ? -1 : bytes.indexOf(newline);
    if (firstEnd !== -1) {
      rest.add(bytes.subarray(0, firstEnd));
      const line = rest.take();
      if (line) readLine(line, 0, line.length, events);
      from = firstEnd + 1;
    }
    for (let end = bytes.indexOf(newline, from); end !== -1; end = bytes.indexOf(newline, from)) from = readLine(bytes, from, end, events);
    rest.add(bytes.subarray(from));
    return events;
  };
}

function kindOf(type: string): Kind {
  const start = `data: {"type":"${type}"`;
  return { start: Buffer.from(start), between: Buffer.from(`\n\nevent: ${type}\n${start}`), beside: -1 };
}

/** Skips events of the kind that follow one another: with one search each, instead of one for each of their three lines. Returns the end of the last. */
function skipAlike(bytes: Buffer, ended: number, { start, between, beside }: Kind, quiet: Quiet): number {
  let end = ended;
  while (beginsWith(bytes, end, bytes.length, between)) {
    const from = end + between.length - start.length;
    const next = bytes.indexOf(newline, from);
    if (next === -1) break;
    quiet.said(Math.max(0, next - from - beside));
    end = next;
  }
  return end;
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
