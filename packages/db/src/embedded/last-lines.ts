import { LAST_WORDS_MS } from './tunables.ts';
import { within } from './within.ts';

const KEPT = 20;

/** Calls `onLine` for every line of a stream; `all` waits for its end (a little) and returns the last lines. */
export function lastLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): { all(): Promise<string> } {
  const kept: string[] = [];
  const reading = forEachLine(stream, (line) => {
    kept.push(line);
    if (kept.length > KEPT) kept.shift();
    onLine(line);
  });
  return {
    async all() {
      await within(LAST_WORDS_MS, reading);
      return kept.join('\n');
    },
  };
}

async function forEachLine(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  }
  if (rest !== '') onLine(rest);
}
