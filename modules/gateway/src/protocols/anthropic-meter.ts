import { noTokens, type TokenUsage } from '../catalog/cost-of.ts';
import { countOf, isObject, type Members, objectsIn } from './json.ts';
import type { EventKind, Meter } from './protocol.ts';

/** Reads usage from `message_start` and `message_delta`; the numbers of a later event replace those before. */
export function createAnthropicMeter(): Meter {
  let usage: TokenUsage = noTokens;
  let complete = false;
  let said = 0;
  return {
    event: (data) => {
      const kind = kindOf(data['type']);
      if (data['type'] === 'message_start' && isObject(data['message'])) usage = merge(usage, data['message']['usage']);
      if (data['type'] === 'message_delta') usage = merge(usage, data['usage']);
      said += lengthOf(data);
      complete ||= kind === 'end';
      return kind;
    },
    answer: (body) => {
      if (body['type'] !== 'message') return false;
      usage = merge(usage, body['usage']);
      said = objectsIn(body['content']).reduce((sum, block) => sum + JSON.stringify(block).length, 0);
      complete = isObject(body['usage']);
      return true;
    },
    told: () => ({ usage, complete }),
    quiet: { types: ['content_block_delta'], lengthOf, said: (characters) => (said += characters) },
    saidCharacters: () => said,
  };
}

function kindOf(type: unknown): EventKind {
  if (type === 'message_start' || type === 'ping') return 'preamble';
  if (type === 'message_stop') return 'end';
  return type === 'error' ? 'failure' : 'content';
}

/** The text, thinking or piece of a tool's input in an event. */
function lengthOf({ type, delta }: Members): number {
  if (type !== 'content_block_delta' || !isObject(delta)) return 0;
  return ['text', 'thinking', 'partial_json'].reduce((sum, member) => sum + lengthIn(delta[member]), 0);
}

function lengthIn(text: unknown): number {
  return typeof text === 'string' ? text.length : 0;
}

function merge(before: TokenUsage, told: unknown): TokenUsage {
  if (!isObject(told)) return before;
  const iterations = objectsIn(told['iterations']);
  // What the model was called for beside the answer, as for a summary, is told here alone, and costs the same.
  if (iterations.length > 0) return iterations.map((each) => mergeOne(noTokens, each)).reduce(add);
  return mergeOne(before, told);
}

function add(one: TokenUsage, other: TokenUsage): TokenUsage {
  return { input: one.input + other.input, cacheRead: one.cacheRead + other.cacheRead, cacheWrite5m: one.cacheWrite5m + other.cacheWrite5m, cacheWrite1h: one.cacheWrite1h + other.cacheWrite1h, output: one.output + other.output };
}

function mergeOne(before: TokenUsage, told: Members): TokenUsage {
  const now = (member: string, otherwise: number) => (typeof told[member] === 'number' ? countOf(told[member]) : otherwise);
  const written = now('cache_creation_input_tokens', before.cacheWrite5m + before.cacheWrite1h);
  const hour = isObject(told['cache_creation']) ? Math.min(written, countOf(told['cache_creation']['ephemeral_1h_input_tokens'])) : Math.min(written, before.cacheWrite1h);
  return { input: now('input_tokens', before.input), cacheRead: now('cache_read_input_tokens', before.cacheRead), cacheWrite5m: written - hour, cacheWrite1h: hour, output: now('output_tokens', before.output) };
}
