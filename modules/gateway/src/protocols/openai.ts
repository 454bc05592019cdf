import { smallestAnswerTokens } from '../tunables.ts';
import { countOf, isObject, type Members, objectsIn } from './json.ts';
import { createOpenaiMeter } from './openai-meter.ts';
import type { Ask, AskRead, Protocol, Refusal } from './protocol.ts';

/** OpenAI's Responses API, https://platform.openai.com/docs/api-reference/responses. */
export const openai: Protocol = {
  name: 'openai',
  paths: { '/v1/responses': { upstream: '/responses', kind: 'answer' } },
  count: { path: '/responses/input_tokens', members: ['model', 'input', 'instructions', 'tools', 'tool_choice', 'reasoning', 'text', 'parallel_tool_calls'] },
  keyHeaders: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  passOn: ['accept', 'content-type', 'openai-beta'],
  readAsk,
  bound,
  createMeter: createOpenaiMeter,
  errorBody,
  errorEvent: ({ type, message }) => `event: error\ndata: ${JSON.stringify({ type: 'error', code: type, message, param: null })}\n\n`,
};

/** Tools that the agent's own program carries out; every other one runs at the upstream, which has the network that the sandbox has not. */
const localTools = new Set(['function', 'custom', 'local_shell', 'apply_patch', 'namespace', 'tool_search']);

/** Each refers to what the upstream keeps for the holder of the key, which may be another tenant's; or lets it work on unmetered. */
const notHere = ['background', 'conversation', 'previous_response_id', 'prompt'];

function readAsk(body: Members, serverTools: ReadonlySet<string>): AskRead {
  const { model } = body;
  if (typeof model !== 'string' || model === '') return refused('model: a model must be named');
  const member = notHere.find((name) => body[name] !== undefined && body[name] !== null && body[name] !== false);
  if (member !== undefined) return refused(`${member}: not available here: send the whole conversation`);
  const items = objectsIn(body['input']);
  // What a search for tools has found is a list of tools, too.
  const tool = [body, ...items].flatMap(({ tools }) => toolsIn(tools)).find(({ type }) => !localTools.has(String(type)) && !serverTools.has(String(type)));
  if (tool) return refused(`tools: ${String(tool['type'])} is not available here, because the model's server would carry it out beyond the sandbox`);
  if (items.some(isReference)) return refused('input: references to kept items are not available here: send the items');
  const parts = items.flatMap(({ content, output }) => [...objectsIn(content), ...objectsIn(output), ...(isObject(output) ? [output] : [])]);
  const outside = parts.find(reachesOutside);
  if (outside) return refused(`input: a part of type ${String(outside['type'])} refers to what is elsewhere: send the bytes themselves`);
  const dataIn = (name: string) => parts.flatMap(({ [name]: data }) => (typeof data === 'string' ? [data] : []));
  const maxOutput = countOf(body['max_output_tokens']) || null;
  return {
    kind: 'ask',
    ask: {
      model, body, maxOutput, stream: body['stream'] === true, leastOutput: Math.min(smallestAnswerTokens, maxOutput ?? smallestAnswerTokens),
      protocol: 'openai', inline: { images: dataIn('image_url'), documents: dataIn('file_data') },
    },
  };
}

/** The type of a reference may be left out; only messages, which have a role, may leave out theirs as well. */
function isReference({ type, role }: Members): boolean {
  return type === 'item_reference' || (typeof type !== 'string' && typeof role !== 'string');
}

/** A namespace holds tools of its own. */
function toolsIn(value: unknown): Members[] {
  return objectsIn(value).flatMap((tool) => [tool, ...toolsIn(tool['tools'])]);
}

function reachesOutside(part: Members): boolean {
  const image = part['image_url'];
  return part['file_id'] !== undefined || part['file_url'] !== undefined || (image !== undefined && image !== null && !(typeof image === 'string' && image.startsWith('data:')));
}

/**
 * Nothing is to be kept at the upstream; answers come at the table's price, which without a word would be that of the
 * account's own setting; and no summary is made in the middle of a request, for which nothing is held.
 */
function bound(ask: Ask, maxOutput: number): Members {
  const body: Record<string, unknown> = { ...ask.body, store: false, max_output_tokens: maxOutput, service_tier: 'default' };
  delete body['context_management'];
  return body;
}

function errorBody({ type, message, code = type }: Refusal): unknown {
  return { error: { message, type, code, param: null } };
}

function refused(message: string): AskRead {
  return { kind: 'refused', message };
}
