import { noTokens, type TokenUsage } from '../catalog/cost-of.ts';
import { countOf, isObject, type Members, objectsIn } from './json.ts';
import type { EventKind, Meter } from './protocol.ts';

const preamble = new Set(['response.created', 'response.in_progress', 'response.queued', 'keepalive']);
/** Events that hold a piece of what is said, and nothing else that the gateway looks at. */
const pieces = ['response.output_text.delta', 'response.function_call_arguments.delta', 'response.custom_tool_call_input.delta', 'response.reasoning_summary_text.delta', 'response.reasoning_text.delta'];
const ends = new Set(['response.completed', 'response.incomplete']);

/** Reads usage from the event that ends a response. */
export function createOpenaiMeter(): Meter {
  let usage: TokenUsage = noTokens;
  let complete = false;
  let said = 0;
  return {
    event: (data) => {
      const kind = kindOf(String(data['type']));
      said += lengthOf(data);
      if ((kind === 'end' || kind === 'failure') && isObject(data['response'])) {
        complete = kind === 'end' && isObject(data['response']['usage']);
        usage = usageOf(data['response']['usage']) ?? usage;
      }
      return kind;
    },
    answer: (body) => {
      if (body['object'] !== 'response') return false;
      usage = usageOf(body['usage']) ?? usage;
      said = objectsIn(body['output']).reduce((sum, item) => sum + JSON.stringify(item).length, 0);
      complete = isObject(body['usage']);
      return true;
    },
    told: () => ({ usage, complete }),
    // A number of the event and a filling of any length stand beside it.
    quiet: { types: pieces, lengthOf, member: '"delta":"', said: (characters) => (said += characters) },
    saidCharacters: () => said,
  };
}

function lengthOf({ delta }: Members): number {
  return typeof delta === 'string' ? delta.length : 0;
}

function kindOf(type: string): EventKind {
  if (preamble.has(type)) return 'preamble';
  if (ends.has(type)) return 'end';
  return type === 'error' || type === 'response.failed' ? 'failure' : 'content';
}

/** In this protocol the input counts what a cache served, too. */
function usageOf(told: unknown): TokenUsage | null {
  if (!isObject(told)) return null;
  const details = isObject(told['input_tokens_details']) ? told['input_tokens_details'] : {};
  const all = countOf(told['input_tokens']);
  const cacheRead = Math.min(all, countOf(details['cached_tokens']));
  const cacheWrite = Math.min(all - cacheRead, countOf(details['cache_write_tokens']));
  return { ...noTokens, input: all - cacheRead - cacheWrite, cacheRead, cacheWrite5m: cacheWrite, output: countOf(told['output_tokens']) };
}
