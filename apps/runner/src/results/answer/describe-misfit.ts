import type { z } from 'zod';

/** The first few things that do not fit, in words that a model can mend its answer by. */
export function describeMisfit({ issues }: z.ZodError): string {
  return issues.slice(0, 5).map(({ path, message }) => `\`${path.join('.') || 'the block'}\`: ${message}`).join('; ');
}
