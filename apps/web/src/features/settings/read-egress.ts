import { EgressEntry } from '@lime/contracts';

export type ReadEgress = { ok: true; entries: string[] } | { ok: false; problem: string };

/** The hosts of a text with one a line, each once; or which line is none. */
export function readEgress(text: string): ReadEgress {
  const entries = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = EgressEntry.safeParse(line);
    if (!parsed.success) return { ok: false, problem: `“${line.trim().slice(0, 80)}”: ${parsed.error.issues[0]?.message ?? 'is no host'}` };
    entries.add(parsed.data);
  }
  return { ok: true, entries: [...entries] };
}
