import type { z } from 'zod';
import type { Attempted, ToolCall, ToolOutcome } from '@lime/runs';
import type { ForgeFailure } from '../adapters/found.ts';

/** A tool's failure for a reason that git gave. */
export function failed(reason: { code: string; message: string }, retryable: boolean): ToolOutcome {
  return { kind: 'failed', error: { code: reason.code, message: reason.message }, retryable };
}

export function invalidInput(error: z.ZodError): ToolOutcome {
  const issue = error.issues[0];
  return failed({ code: 'step_input_invalid', message: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'}` }, false);
}

/** A tool's failure for a reason that a forge gave. */
export function forgeFailed(failure: ForgeFailure): ToolOutcome {
  return failed({ code: `forge_${failure.code}`, message: failure.message }, isPassing(failure));
}

/** A forge that does not answer well may have done it all the same. */
export function toAttempted(failure: ForgeFailure): Attempted {
  if (failure.code === 'unreachable' || failure.code === 'garbled') return { kind: 'unknown', reason: failure.message };
  return { kind: 'refused', error: { code: `forge_${failure.code}`, message: failure.message }, retryable: isPassing(failure) };
}

function isPassing({ code }: ForgeFailure): boolean {
  return code === 'unreachable' || code === 'rate_limited' || code === 'garbled';
}

/** How a tool ends whose effect did not come about, or may have. */
export function endWithout(outcome: Exclude<Awaited<ReturnType<ToolCall['perform']>>, { kind: 'applied' }>): ToolOutcome {
  return outcome.kind === 'unknown' ? { kind: 'effect_unknown' } : { kind: 'failed', error: outcome.error, retryable: outcome.retryable };
}
