import { parseJson } from '@lime/kernel';
import { isObject, type Members } from '../protocols/json.ts';
import { longestQuietBytes } from '../tunables.ts';
import { beginsWith } from './begins-with.ts';
import { createUnfinishedLine } from './unfinished-line.ts';

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const prefix = Buffer.from('data:');

type Quiet = {
  /** The types of events that hold nothing but a piece of what is said. */
  types: readonly string[];
  /** How much a parsed event of these types says. */
  lengthOf(event: Members): number;
  /** Where what it says stands, when what stands beside that differs in length from event to event: `"delta":"`. */
  member?: string;
  /** Told of each event that was not parsed, with about as much as it says. */
  said(characters: number): void;
};

/** `start`: how the line of a quiet event begins; `between`: all from the end of such a line to there in the next one. `beside`: what such a line has beside what it says; -1 until one was parsed. */
type Kind = { start: Buffer; between: Buffer; member: Buffer | null; beside: number };

/**
 * Finds the JSON of the server-sent events in a stream, whose chunks may end anywhere. Both protocols
 * write one `data:` line an event. Of the quiet types, by far the most, only the first is parsed: from
 * it is known how long such an event is beside what it says, and of the others only the length is taken.
 * Long ones are parsed, too: they may hold what is not said, such as a signature.
 */
export function createEventReader(quiet: Quiet = { types: [], lengthOf: () => 0, said: () => {} }): (chunk: Uint8Array) => Members[] {
  const kinds = quiet.types.map((type) => kindOf(type, quiet.member));
  const rest = createUnfinishedLine();

  /** Reads the line that ends there, and those like it that follow; returns where the next one begins. */
  const readLine = (bytes: Buffer, from: number, end: number, events: Members[]): number => {
    if (end - from < prefix.length || bytes[from] !== prefix[0]) return end + 1;
    const kind = kinds.find(({ start }) => beginsWith(bytes, from, end, start));
    if (kind && kind.beside !== -1 && end - from <= longestQuietBytes) {
      quiet.said(lengthIn(bytes, from, end, kind));
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

function kindOf(type: string, member: string | undefined): Kind {
  const start = `data: {"type":"${type}"`;
  return { start: Buffer.from(start), between: Buffer.from(`\n\nevent: ${type}\n${start}`), member: member === undefined ? null : Buffer.from(member), beside: -1 };
}

/** How much the quiet event in a line says, in bytes as they are written. */
function lengthIn(bytes: Buffer, from: number, end: number, { start, member, beside }: Kind): number {
  if (member === null) return Math.max(0, end - from - beside);
  const found = bytes.indexOf(member, from + start.length);
  if (found === -1 || found >= end) return 0;
  const begin = found + member.length;
  let at = begin;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at - begin;
}

/** Skips events of the kind that follow one another: with one search each, instead of one for each of their three lines. Returns the end of the last. */
function skipAlike(bytes: Buffer, ended: number, kind: Kind, quiet: Quiet): number {
  const { start, between } = kind;
  let end = ended;
  while (beginsWith(bytes, end, bytes.length, between)) {
    const from = end + between.length - start.length;
    const next = bytes.indexOf(newline, from);
    if (next === -1 || next - from > longestQuietBytes) break;
    quiet.said(lengthIn(bytes, from, next, kind));
    end = next;
  }
  return end;
}

/** What is not JSON (`[DONE]`, a broken line) is nothing to us; whoever asked gets it as it came. */
function parseLine(bytes: Buffer, from: number, end: number): Members | null {
  if (!beginsWith(bytes, from, end, prefix)) return null;
  const value = parseJson(bytes.toString('utf8', from + prefix.length, end));
  return isObject(value) ? value : null;
}
