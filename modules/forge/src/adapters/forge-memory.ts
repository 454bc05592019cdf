import { sha256Hex } from '@lime/kernel';
import type { Answered, Outbound } from '@lime/outbound';

/** How a client reaches its forge. */
export type ForgeConnection = { outbound: Outbound; /** Of the API, without a slash at its end. */ api: string; headers: Readonly<Record<string, string>> };

type KeptAnswer = { etag: string; answer: Answered };

/** What is remembered of forges between requests: by address and credential, so that nobody sees what another was answered. */
export type ForgeMemory = {
  /** Until when the forge asked to be left alone; 0 where it did not. */
  quietUntil(): number;
  noteQuiet(until: number): void;
  /** An answer that the forge is asked whether it still holds: that costs nothing of what it allows. */
  recall(url: string): KeptAnswer | null;
  keep(url: string, answer: Answered): void;
};

/** Of all credentials together. Bytes. */
const mostKept = 32 * 1024 * 1024;
const longestAnswer = 512 * 1024;

type Memories = { quiet: Map<string, number>; kept: Map<string, KeptAnswer>; bytes: number };
/** One for each way out: a server has one. */
const memories = new WeakMap<Outbound, Memories>();

export function memoryOf({ outbound, api, headers }: ForgeConnection): ForgeMemory {
  const all: Memories = memories.get(outbound) ?? { quiet: new Map(), kept: new Map(), bytes: 0 };
  memories.set(outbound, all);
  const whose = sha256Hex(JSON.stringify([api, headers]));
  const forget = (key: string) => {
    all.bytes -= all.kept.get(key)?.answer.body.byteLength ?? 0;
    all.kept.delete(key);
  };
  return {
    quietUntil: () => all.quiet.get(whose) ?? 0,
    noteQuiet: (until) => {
      for (const [key, at] of all.quiet) if (at < Date.now()) all.quiet.delete(key);
      all.quiet.set(whose, until);
    },
    recall: (url) => all.kept.get(`${whose} ${url}`) ?? null,
    keep: (url, answer) => {
      const [key, { etag }] = [`${whose} ${url}`, answer.headers];
      forget(key);
      if (etag === undefined || answer.body.byteLength > longestAnswer) return;
      all.kept.set(key, { etag, answer });
      all.bytes += answer.body.byteLength;
      // The longest untouched go.
      for (const oldest of all.kept.keys()) if (all.bytes > mostKept) forget(oldest);
    },
  };
}
