import { z } from 'zod';
import { parseJson } from '@lime/kernel';

/** What a spreadsheet takes for a formula, with or without the apostrophe that keeps it text. */
const formula = /^'*[=+\-@\t\r\n]/;

/** A quoted cell. A spreadsheet takes what begins so for a formula: an apostrophe before it keeps it text, and {@link fromCell} takes it away again. */
export function toCell(text: string): string {
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

export function fromCell(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}

const Names = z.array(z.string());

/** Several names in one cell: between semicolons, or as a JSON list where one of them holds what else would part them. */
export function toList(names: string[]): string {
  return names.some((name) => /[,;|]|^\s*\[/.test(name)) ? JSON.stringify(names) : names.join(';');
}

export function fromList(text: string): string[] {
  const list = text.startsWith('[') ? Names.safeParse(parseJson(text)) : null;
  return (list?.success ? list.data : text.split(/[,;|]/)).map((name) => name.trim()).filter((name) => name !== '');
}
