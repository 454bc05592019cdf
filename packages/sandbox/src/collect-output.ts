import { readDescriptor } from './read-descriptor.ts';

/** Live text is handed on at the latest after this long, or when this much has gathered. */
const LIVE_FLUSH_MS = 40;
const LIVE_FLUSH_CHARS = 16_384;
/** Pause per chunk beyond the cap: a flood is drained at a bounded cost to this process. */
const FLOOD_PAUSE_MS = 1;

export type CollectedText = { text: string; truncated: boolean };

/** Reads a pipe to its end and keeps its first `limit` bytes as text; `onText` gets the same text live. */
export async function collectOutput(
  descriptor: number,
  limit: number,
  onText?: (text: string) => void,
): Promise<CollectedText> {
  // Not fatal: bytes that are no UTF-8 become U+FFFD. A BOM is output like any other.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const live = onText && gatherText(onText);
  const kept: string[] = [];
  let room = limit;
  let truncated = false;
  const keep = (text: string) => {
    if (text === '') return;
    kept.push(text);
    live?.add(text);
  };
  await readDescriptor(descriptor, async (chunk) => {
    const fitting = chunk.subarray(0, room);
    room -= fitting.length;
    keep(decoder.decode(fitting, { stream: true }));
    if (fitting.length === chunk.length) return;
    truncated = true;
    await Bun.sleep(FLOOD_PAUSE_MS);
  });
  // A character cut by the cap is dropped; one cut by the program itself shows as U+FFFD.
  if (!truncated) keep(decoder.decode());
  live?.flush();
  return { text: kept.join(''), truncated };
}

function gatherText(onText: (text: string) => void) {
  let gathered = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = gathered;
    gathered = '';
    if (text !== '') onText(text);
  };
  const add = (text: string) => {
    gathered += text;
    if (gathered.length >= LIVE_FLUSH_CHARS) flush();
    else timer ??= setTimeout(flush, LIVE_FLUSH_MS);
  };
  return { add, flush };
}
