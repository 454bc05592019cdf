// Runs beside driver.mjs and follows the file in which the program writes its conversation down. It
// holds what the program's events leave out: calls that it refused, diffs, and how commands ended that went on.
import { openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';

const calls = new Set(['function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output']);

/** How long a patch is waited for that was told of: tries, and milliseconds between them. */
const tries = 25;
const between = 20;

/** `threadId`: the conversation that is gone on with; what its file holds already is passed over. */
export function followRecord(home, threadId) {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(64 * 1024);
  let path = threadId ? find(threadId) : null;
  let offset = path ? statSync(path).size : 0;
  let file = null;
  let rest = '';
  /** Patches that have been read and not been waited for yet. */
  let patches = 0;

  function find(id) {
    const folder = join(home, 'sessions');
    const name = id && readdirSync(folder, { recursive: true }).find((entry) => entry.endsWith(`-${id}.jsonl`));
    return name ? join(folder, name) : null;
  }
  function readNew() {
    file ??= openSync(path, 'r');
    const entries = [];
    for (let length = readSync(file, buffer, 0, buffer.length, offset); length > 0; length = readSync(file, buffer, 0, buffer.length, offset)) {
      offset += length;
      const lines = (rest + decoder.write(buffer.subarray(0, length))).split('\n');
      rest = lines.pop();
      entries.push(...lines.flatMap(entryOf));
    }
    patches += entries.filter(({ item }) => item?.type === 'FileChange').length;
    return entries;
  }
  return {
    /** What is new in it, as far as it says more than the events. `awaitsPatch`: not before there is a patch among it. */
    read: async (id, awaitsPatch) => {
      const entries = [];
      patches -= awaitsPatch ? 1 : 0;
      for (let left = tries; left > 0; left -= 1) {
        try {
          path ??= find(id);
          if (path) entries.push(...readNew());
        } catch {
          // It is not there yet, or the agent has done something to it: then the events must do.
        }
        if (!awaitsPatch || patches >= 0) break;
        await setTimeout(between);
      }
      patches = Math.max(0, patches);
      return entries;
    },
  };
}

function entryOf(line) {
  try {
    const { type, payload } = JSON.parse(line);
    if (type === 'response_item' && calls.has(payload.type)) return [payload];
    return type === 'event_msg' && payload.type === 'item_completed' && ['FileChange', 'CommandExecution'].includes(payload.item.type) ? [payload] : [];
  } catch {
    return [];
  }
}
