import { EgressEntry, registriesPreset } from '@lime/contracts';

/** Hosts that agents may reach, as typed: one a line, and whether package registries are among them. */
export type EgressDraft = { registries: boolean; hosts: string };
export type ReadEgress = { ok: true; entries: string[] } | { ok: false; problem: string };

/** What was typed, each host once and the preset first; or which line is no host. */
export function readEgress({ registries, hosts }: EgressDraft): ReadEgress {
  const entries = new Set<string>(registries ? [registriesPreset] : []);
  for (const line of hosts.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = EgressEntry.safeParse(line);
    if (!parsed.success) return { ok: false, problem: `“${line.trim().slice(0, 80)}”: ${parsed.error.issues[0]?.message ?? 'is no host'}` };
    entries.add(parsed.data);
  }
  return { ok: true, entries: [...entries] };
}

export function splitEgress(entries: readonly string[]): EgressDraft {
  return { registries: entries.includes(registriesPreset), hosts: entries.filter((entry) => entry !== registriesPreset).join('\n') };
}

/** What may be reached, as people read it. */
export function egressWords(entries: readonly string[]): string {
  return entries.length === 0 ? 'nothing' : entries.map((entry) => (entry === registriesPreset ? 'package registries' : entry)).join(', ');
}
