import { z } from 'zod';

/** What a text must contain: plain words, or a regular expression written `/cent short/i`. */
export const pattern = z.string().min(1).refine(isSound, { error: 'is no regular expression that JavaScript understands' });

/** Whether the text holds the words, or fits the regular expression. */
export function fits(wanted: string, text: string): boolean {
  const expression = readExpression(wanted);
  return expression === null ? text.includes(wanted) : new RegExp(expression.source, expression.flags).test(text);
}

function readExpression(wanted: string): { source: string; flags: string } | null {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(wanted) ?? [];
  return source === undefined ? null : { source, flags };
}

function isSound(wanted: string): boolean {
  try {
    fits(wanted, '');
    return true;
  } catch {
    return false;
  }
}
