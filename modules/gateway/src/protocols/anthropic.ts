import { smallestAnswerTokens } from '../tunables.ts';
import { createAnthropicMeter } from './anthropic-meter.ts';
import { countOf, isObject, type Members, objectsIn } from './json.ts';
import type { Ask, AskRead, Protocol, Refusal } from './protocol.ts';

/** Anthropic's Messages API, https://docs.anthropic.com/en/api/messages. */
export const anthropic: Protocol = {
  name: 'anthropic',
  paths: { '/v1/messages': { upstream: '/v1/messages', kind: 'answer' }, '/v1/messages/count_tokens': { upstream: '/v1/messages/count_tokens', kind: 'count' } },
  count: { path: '/v1/messages/count_tokens', members: ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking'] },
  keyHeaders: (apiKey) => ({ 'x-api-key': apiKey }),
  passOn: ['accept', 'anthropic-beta', 'anthropic-version', 'content-type'],
  readAsk,
  bound,
  createMeter: createAnthropicMeter,
  errorBody,
  errorEvent: (refusal) => `event: error\ndata: ${JSON.stringify(errorBody(refusal))}\n\n`,
};

/** The least that the upstream takes as a budget for thinking. */
const leastThinkingTokens = 1024;

/** Tools that the agent's own program carries out; every other typed tool runs at the upstream, which has the network that the sandbox has not. */
const localTools = /^(custom|bash_\d+|text_editor_\d+|computer_\d+|memory_\d+|tool_search_tool_\w+)$/;

function readAsk(body: Members, serverTools: ReadonlySet<string>): AskRead {
  const { model, max_tokens: maxTokens } = body;
  if (typeof model !== 'string' || model === '') return refused('model: a model must be named');
  for (const member of ['mcp_servers', 'container']) {
    if (body[member] !== undefined && !serverTools.has(member)) return refused(`${member}: not available here, because it reaches beyond the sandbox`);
  }
  if (body['inference_geo'] !== undefined && body['inference_geo'] !== null) return refused('inference_geo: not available here: where a model runs, and at what price, is set by whoever holds the key');
  for (const { type } of objectsIn(body['tools'])) {
    if (type !== undefined && !(typeof type === 'string' && (localTools.test(type) || serverTools.has(type)))) return refused(`tools: ${JSON.stringify(type)} is not available here, because the model's server would carry it out beyond the sandbox`);
  }
  const blocks = objectsIn(body['messages']).flatMap((message) => blocksIn(message['content']));
  const sources = blocks.flatMap(({ source }) => (isObject(source) ? [source] : []));
  const outside = sources.find(({ type }) => type !== 'base64' && type !== 'text' && type !== 'content');
  if (outside) return refused(`messages: a source of type ${JSON.stringify(outside['type'])} is not available here: send the bytes themselves`);
  const dataIn = (type: string) => blocks.flatMap((block) => (block['type'] === type && isObject(block['source']) && block['source']['type'] === 'base64' && typeof block['source']['data'] === 'string' ? [block['source']['data']] : []));
  const maxOutput = countOf(maxTokens) || null;
  const thinks = isObject(body['thinking']) && body['thinking']['type'] === 'enabled';
  const least = thinks ? 2 * leastThinkingTokens : smallestAnswerTokens;
  return {
    kind: 'ask',
    ask: {
      model, body, maxOutput, stream: body['stream'] === true, leastOutput: Math.min(least, maxOutput ?? least),
      protocol: 'anthropic', inline: { images: dataIn('image'), documents: dataIn('document') },
    },
  };
}

/** Blocks, with those that results of tools and documents hold in turn. */
function blocksIn(content: unknown): Members[] {
  return objectsIn(content).flatMap((block) => [block, ...blocksIn(block['content']), ...(isObject(block['source']) ? blocksIn(block['source']['content']) : [])]);
}

/** Each buys something at a price that is not the model's: faster answers, the account's own capacity, another model when this one declines. */
const pricedOtherwise = ['speed', 'service_tier', 'fallbacks'];

function bound(ask: Ask, maxOutput: number): Members {
  const body: Record<string, unknown> = { ...ask.body, max_tokens: maxOutput };
  for (const member of pricedOtherwise) delete body[member];
  const { thinking, context_management: management } = body;
  // A summary in the middle of a request is a second call of the model, which nothing is held for.
  if (isObject(management)) body['context_management'] = { ...management, edits: objectsIn(management['edits']).filter(({ type }) => !String(type).startsWith('compact')) };
  if (!isObject(thinking) || countOf(thinking['budget_tokens']) < maxOutput) return body;
  // Thinking is part of the answer, and must leave room for the rest of it.
  return { ...body, thinking: { ...thinking, budget_tokens: Math.max(leastThinkingTokens, Math.floor(maxOutput / 2)) } };
}

function errorBody({ type, message }: Refusal): unknown {
  return { type: 'error', error: { type, message } };
}

function refused(message: string): AskRead {
  return { kind: 'refused', message };
}
