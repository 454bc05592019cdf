import { type Answer, type ToolCall } from '../play/answer.ts';
import { slices, type StreamEvent } from '../server/stream-event.ts';

type Naming = { id: string; model: string };
type Block = { type: 'text'; text: string } | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> };

/** The answer as one message of the Messages API. */
export function writeMessage(answer: Answer, naming: Naming): Record<string, unknown> {
  return { ...envelope(naming), content: toBlocks(answer, naming), stop_reason: stopReason(answer), usage: toUsage(answer) };
}

/** The answer as the events of a streamed message. */
export function* streamMessage(answer: Answer, naming: Naming): Generator<StreamEvent> {
  yield event('message_start', { message: { ...envelope(naming), content: [], stop_reason: null, usage: { ...toUsage(answer), output_tokens: 1 } } });
  yield event('ping', {});
  for (const [index, block] of toBlocks(answer, naming).entries()) {
    yield event('content_block_start', { index, content_block: block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} } });
    const text = block.type === 'text' ? block.text : JSON.stringify(block.input);
    for (const piece of slices(text, answer.pace.chunk)) {
      const delta = block.type === 'text' ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece };
      yield event('content_block_delta', { index, delta }, true);
    }
    yield event('content_block_stop', { index });
  }
  yield event('message_delta', { delta: { stop_reason: stopReason(answer), stop_sequence: null }, usage: { output_tokens: answer.usage.output } });
  yield event('message_stop', {});
}

function event(type: string, data: Record<string, unknown>, isDelta = false): StreamEvent {
  return { event: type, data: { type, ...data }, isDelta };
}

function envelope({ id, model }: Naming): Record<string, unknown> {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model, stop_sequence: null };
}

function toBlocks(answer: Answer, { id }: Naming): Block[] {
  const text: Block[] = answer.text === '' ? [] : [{ type: 'text', text: answer.text }];
  return [...text, ...answer.calls.map((call, at): Block => ({ type: 'tool_use', id: `toolu_${id}_${at}`, ...toTool(call) }))];
}

function toTool(call: ToolCall): { name: string; input: Record<string, unknown> } {
  if (call.kind === 'local_shell') return { name: 'local_shell', input: { command: call.command } };
  return { name: call.name, input: call.kind === 'custom' ? { input: call.input } : call.input };
}

function stopReason(answer: Answer): string {
  return answer.calls.length > 0 ? 'tool_use' : 'end_turn';
}

function toUsage({ usage }: Answer): Record<string, unknown> {
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite5m, ephemeral_1h_input_tokens: usage.cacheWrite1h },
  };
}
