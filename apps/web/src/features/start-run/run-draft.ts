import { type AgentMode, Json, JsonObject, type StartRunBody } from '@lime/contracts';
import { centsOf } from '../../lib/money.ts';

/** What stands in the form, as typed. */
export type RunDraft = {
  url: string;
  ref: string;
  mode: AgentMode;
  recipe: string;
  options: OptionsDraft;
  setup: 'detect' | 'none' | 'own';
  setupCommand: string;
  checks: 'detect' | 'none' | 'own';
  checkCommands: string;
  maxCost: string;
};

export type OptionsDraft = { as: 'fields'; rows: { key: string; value: string }[] } | { as: 'json'; text: string };

export const emptyDraft: RunDraft = { url: '', ref: '', mode: 'implement', recipe: '', options: { as: 'fields', rows: [{ key: '', value: '' }] }, setup: 'detect', setupCommand: '', checks: 'detect', checkCommands: '', maxCost: '' };

export type ReadDraft = { ok: true; body: StartRunBody } | { ok: false; errors: Record<string, string> };

/** The request that a draft asks for, or what is wrong with it by field path. */
export function readDraft(draft: RunDraft, ticketId: string): ReadDraft {
  const errors: Record<string, string> = {};
  const options = readOptions(draft.options);
  const maxCostCents = centsOf(draft.maxCost);
  if (draft.url.trim() === '') errors['repository.url'] = 'Say which repository to work on';
  if (draft.recipe === '') errors['recipe.name'] = 'Choose what shall be done';
  if (options === null) errors['recipe.options'] = 'This is not a JSON object';
  if (maxCostCents === undefined) errors['maxCostCents'] = 'Give an amount in dollars, such as 2.50';
  if (Object.keys(errors).length > 0 || options === null || maxCostCents === undefined) return { ok: false, errors };
  return {
    ok: true,
    body: {
      ticketId,
      repository: { url: draft.url.trim(), ref: draft.ref.trim() || null },
      mode: draft.mode,
      recipe: { name: draft.recipe, options },
      setup: { detect: null, none: '', own: draft.setupCommand.trim() }[draft.setup],
      checks: { detect: null, none: [], own: linesOf(draft.checkCommands) }[draft.checks],
      maxCostCents,
    },
  };
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

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
