import { type IncomingMessage } from 'node:http';

const longest = 64 * 1024 ** 2;

/** The JSON of a request; undefined when it is none or has more than 64 MB. */
export async function readBody(request: IncomingMessage): Promise<{ text: string; json: unknown }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > longest) return { text: '', json: undefined };
    pieces.push(bytes);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  return { text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
