import { type Answer, type ToolCall } from '../play/answer.ts';
import { slices, type StreamEvent } from '../server/stream-event.ts';

type Naming = { id: string; model: string };
type Fields = Record<string, unknown>;

/** How an item begins, its pieces with the name of their events, and what it is in the end. */
type Item = { begun: Fields; done: Fields; streamed: string; named: string; part: string | null };

/** The answer as one response of the Responses API. */
export function writeResponse(answer: Answer, naming: Naming): Fields {
  return { ...envelope(naming), status: 'completed', output: toItems(answer, naming).map((item) => item.done), usage: toUsage(answer) };
}

/** The answer as the events of a streamed response. */
export function* streamResponse(answer: Answer, naming: Naming): Generator<StreamEvent> {
  let sequence = 0;
  for (const each of streamEvents(answer, naming)) {
    yield { ...each, data: { type: each.event, sequence_number: sequence, ...each.data } };
    sequence += 1;
  }
}

function* streamEvents(answer: Answer, naming: Naming): Generator<StreamEvent> {
  const begun = { ...envelope(naming), status: 'in_progress', output: [], usage: null };
  yield event('response.created', { response: begun });
  yield event('response.in_progress', { response: begun });
  for (const [index, item] of toItems(answer, naming).entries()) yield* streamItem(item, index, answer.pace.chunk);
  yield event('response.completed', { response: writeResponse(answer, naming) });
}

function* streamItem(item: Item, index: number, chunk: number): Generator<StreamEvent> {
  const place = { item_id: item.done['id'], output_index: index, ...(item.part === null ? {} : { content_index: 0 }) };
  const text = (words: string) => ({ type: 'output_text', text: words, annotations: [], logprobs: [] });
  yield event('response.output_item.added', { output_index: index, item: item.begun });
  if (item.part !== null) yield event('response.content_part.added', { ...place, part: text('') });
  for (const delta of slices(item.streamed, chunk)) yield event(`${item.named}.delta`, { ...place, delta, ...(item.part === null ? {} : { logprobs: [] }) }, true);
  if (item.named !== '') yield event(`${item.named}.done`, { ...place, ...doneFields(item) });
  if (item.part !== null) yield event('response.content_part.done', { ...place, part: text(item.part) });
  yield event('response.output_item.done', { output_index: index, item: item.done });
}

function doneFields(item: Item): Fields {
  if (item.part !== null) return { text: item.part, logprobs: [] };
  return item.named.includes('custom') ? { input: item.streamed } : { arguments: item.streamed, name: item.done['name'] };
}

function event(name: string, data: Fields, isDelta = false): StreamEvent {
  return { event: name, data, isDelta };
}

function envelope({ id, model }: Naming): Fields {
  const asked = { error: null, incomplete_details: null, instructions: null, metadata: {}, parallel_tool_calls: true, tool_choice: 'auto', tools: [] };
  return { id: `resp_${id}`, object: 'response', created_at: Math.floor(Date.now() / 1000), model, temperature: null, top_p: null, ...asked };
}

function toItems(answer: Answer, { id }: Naming): Item[] {
  const calls = answer.calls.map((call, at) => toCallItem(call, `${id}_${at}`));
  return answer.text === '' ? calls : [toMessage(answer.text, id), ...calls];
}

function toMessage(text: string, id: string): Item {
  const begun = { id: `msg_${id}`, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const done = { ...begun, status: 'completed', content: [{ type: 'output_text', text, annotations: [], logprobs: [] }] };
  return { begun, done, streamed: text, named: 'response.output_text', part: text };
}

function toCallItem(call: ToolCall, id: string): Item {
  const status = { status: 'completed', call_id: `call_${id}` };
  if (call.kind === 'local_shell') {
    const done = { id: `lsh_${id}`, type: 'local_shell_call', ...status, action: { type: 'exec', command: call.command, env: {} } };
    return { begun: { ...done, status: 'in_progress' }, done, streamed: '', named: '', part: null };
  }
  if (call.kind === 'custom') {
    const done = { id: `ctc_${id}`, type: 'custom_tool_call', ...status, name: call.name, input: call.input };
    return { begun: { ...done, status: 'in_progress', input: '' }, done, streamed: call.input, named: 'response.custom_tool_call_input', part: null };
  }
  const given = JSON.stringify(call.input);
  const done = { id: `fc_${id}`, type: 'function_call', ...status, name: call.name, arguments: given };
  return { begun: { ...done, status: 'in_progress', arguments: '' }, done, streamed: given, named: 'response.function_call_arguments', part: null };
}

/** In this protocol the input counts what a cache served, too. */
function toUsage({ usage }: Answer): Fields {
  const input = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + usage.output,
  };
}
