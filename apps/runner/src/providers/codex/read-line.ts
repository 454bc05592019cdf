import { z } from 'zod';
import { parseJson } from '@lime/kernel';
import { readEntry, type CodexEntry } from './read-entry.ts';

const Message = z.object({ type: z.enum(['agent_message', 'error', 'reasoning']), id: z.string(), text: z.string().default(''), message: z.string().default('') });
const Command = z.object({ type: z.literal('command_execution'), id: z.string(), command: z.string(), aggregated_output: z.string().default(''), exit_code: z.number().int().nullish(), status: z.string() });
const FileChange = z.object({ type: z.literal('file_change'), id: z.string(), changes: z.array(z.object({ path: z.string(), kind: z.string() })), status: z.string() });
const Item = z.discriminatedUnion('type', [Message, Command, FileChange]);

const Event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.enum(['item.started', 'item.completed']), item: Item }),
]);

const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: z.unknown() }),
  z.object({ type: z.literal('entry'), entry: z.unknown() }),
  z.object({ type: z.literal('turn'), ok: z.boolean(), answer: z.string().default(''), message: z.string().default(''), heard: z.int().nonnegative(), threadId: z.string().nullish() }),
]);

export type CodexEvent = z.infer<typeof Event>;
export type CodexItem = z.infer<typeof Item>;
export type CodexLine = { type: 'event'; event: CodexEvent } | { type: 'entry'; entry: CodexEntry } | Extract<z.infer<typeof Line>, { type: 'turn' }>;

/** Reads a line of the driver; null for what we have no use for. Whatever lives in the sandbox could have written it. */
export function readLine(line: string): CodexLine | null {
  const parsed = Line.safeParse(parseJson(line));
  if (!parsed.success) return null;
  if (parsed.data.type === 'turn') return parsed.data;
  if (parsed.data.type === 'entry') {
    const entry = readEntry(parsed.data.entry);
    return entry && { type: 'entry', entry };
  }
  const event = Event.safeParse(parsed.data.event);
  return event.success ? { type: 'event', event: event.data } : null;
}
