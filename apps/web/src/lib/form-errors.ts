import type { ZodSafeParseResult } from 'zod';

/** The first message for each dotted field path of a form that did not parse; nothing when it did. */
export function formErrors(parsed: ZodSafeParseResult<unknown>): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) errors[issue.path.join('.')] ??= issue.message;
  return errors;
}
