import { Json, JsonObject } from '@lime/contracts';
import { z } from 'zod';

/** A recipe's options as typed: rows of key and value, or JSON. */
export const OptionsDraft = z.discriminatedUnion('as', [z.object({ as: z.literal('fields'), rows: z.array(z.object({ key: z.string(), value: z.string() })) }), z.object({ as: z.literal('json'), text: z.string() })]);
export type OptionsDraft = z.infer<typeof OptionsDraft>;

/** Options as an object; null when the JSON is none. A field's value is JSON where it reads as such, otherwise text. */
export function readOptions(draft: OptionsDraft): JsonObject | null {
  if (draft.as === 'fields') return Object.fromEntries(draft.rows.filter((row) => row.key.trim() !== '').map((row) => [row.key.trim(), parse(row.value) ?? row.value]));
  if (draft.text.trim() === '') return {};
  const parsed = JsonObject.safeParse(parse(draft.text));
  return parsed.success && !Array.isArray(parsed.data) ? parsed.data : null;
}

function parse(text: string): JsonObject[string] | undefined {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same options the other way of writing them; unreadable JSON stays as it is. */
export function turnOptions(draft: OptionsDraft): OptionsDraft {
  const options = readOptions(draft);
  if (options === null) return draft;
  const entries = Object.entries(options);
  if (draft.as === 'fields') return { as: 'json', text: entries.length === 0 ? '{}' : JSON.stringify(options, null, 2) };
  const rows = entries.map(([key, value]) => ({ key, value: typeof value === 'string' && parse(value) === undefined ? value : JSON.stringify(value) }));
  return { as: 'fields', rows: rows.length === 0 ? [{ key: '', value: '' }] : rows };
}
