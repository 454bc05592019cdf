import type { z } from 'zod';
import type { ToolOutcome } from '@lime/runs';

/** A tool's failure for a reason that git gave. */
export function failed(reason: { code: string; message: string }, retryable: boolean): ToolOutcome {
  return { kind: 'failed', error: { code: reason.code, message: reason.message }, retryable };
}

export function invalidInput(error: z.ZodError): ToolOutcome {
  const issue = error.issues[0];
  return failed({ code: 'step_input_invalid', message: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'}` }, false);
}
