import { z } from 'zod';
import { parseJson } from '@lime/kernel';

const Change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('update'), unified_diff: z.string(), move_path: z.string().nullish() }),
  z.object({ type: z.enum(['add', 'delete']), content: z.string() }),
]);
const FileChange = z.object({ type: z.literal('FileChange'), id: z.string(), changes: z.record(z.string(), Change), status: z.string() });
const CommandExecution = z.object({ type: z.literal('CommandExecution'), id: z.string(), command: z.array(z.string()), aggregated_output: z.string().catch(''), exit_code: z.int() });

const Entry = z.union([
  z.object({ type: z.literal('function_call'), call_id: z.string(), name: z.string(), arguments: z.string() }),
  z.object({ type: z.literal('custom_tool_call'), call_id: z.string(), name: z.string(), input: z.string() }),
  z.object({ type: z.enum(['function_call_output', 'custom_tool_call_output']), call_id: z.string(), output: z.string() }),
  z.object({ type: z.literal('item_completed'), item: z.discriminatedUnion('type', [FileChange, CommandExecution]) }),
]);

export type RecordedPatch = z.infer<typeof FileChange>;
export type RecordedCommand = z.infer<typeof CommandExecution>;

/** What the program writes down of its conversation, as far as we look at it. */
export type CodexEntry =
  | { kind: 'calls'; id: string; name: string; /** The command, the patch, or what else it was given. */ input: string }
  | { kind: 'answered'; id: string; output: string }
  | { kind: 'patched'; patch: RecordedPatch }
  | { kind: 'ran'; command: RecordedCommand };

const Arguments = z.object({ cmd: z.string() });

/** Reads an entry of the record; null for what we have no use for. */
export function readEntry(entry: unknown): CodexEntry | null {
  const parsed = Entry.safeParse(entry);
  if (!parsed.success) return null;
  const { data } = parsed;
  switch (data.type) {
    case 'function_call':
      return { kind: 'calls', id: data.call_id, name: data.name, input: Arguments.safeParse(parseJson(data.arguments)).data?.cmd ?? data.arguments };
    case 'custom_tool_call':
      return { kind: 'calls', id: data.call_id, name: data.name, input: data.input };
    case 'item_completed':
      return data.item.type === 'FileChange' ? { kind: 'patched', patch: data.item } : { kind: 'ran', command: data.item };
    default:
      return { kind: 'answered', id: data.call_id, output: data.output };
  }
}
