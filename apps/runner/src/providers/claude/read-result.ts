import { failed } from '../../work/failed.ts';
import type { TurnEnd } from '../model/conversation.ts';
import type { ClaudeResult } from './read-message.ts';

/** What a turn came to. The trap: an error of the API comes as `subtype: "success"` with `is_error: true`. */
export function readResult({ subtype, is_error: isError, result = '', errors, api_error_status: status }: ClaudeResult): TurnEnd {
  if (subtype === 'success' && !isError) return { ok: true, answer: result };
  if (subtype === 'error_max_turns') return failed('agent_failed', 'The agent went on for more rounds than one turn may have, and was stopped.');
  const said = result || errors.join('\n') || subtype;
  return failed('agent_failed', status ? `The model answered with an error (${status}): ${said}` : `The agent failed: ${said}`);
}
