import { buffer } from 'node:stream/consumers';
import { type IncomingMessage } from 'node:http';

/** The text of a request, and what it says as JSON; undefined when it is none. */
export async function readBody(request: IncomingMessage): Promise<{ text: string; json: unknown }> {
  const text = (await buffer(request)).toString('utf8');
  try {
    const json: unknown = JSON.parse(text);
    return { text, json };
  } catch {
    return { text, json: undefined };
  }
}
