import { isObject, type Members } from '../protocols/json.ts';

const newline = 0x0a;
const prefix = Buffer.from('data:');

/** Finds the JSON of the server-sent events in a stream, whose chunks may end anywhere. Both protocols write one `data:` line an event. */
export function createEventReader(): (chunk: Uint8Array) => Members[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk]);
    const events: Members[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline, from); end !== -1; end = bytes.indexOf(newline, from)) {
      const data = parseLine(bytes.subarray(from, end));
      if (data) events.push(data);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    return events;
  };
}

/** What is not JSON (`[DONE]`, a broken line) is nothing to us; whoever asked gets it as it came. */
function parseLine(line: Buffer): Members | null {
  if (line.length < prefix.length || line.compare(prefix, 0, prefix.length, 0, prefix.length) !== 0) return null;
  try {
    const value: unknown = JSON.parse(line.toString('utf8', prefix.length));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
