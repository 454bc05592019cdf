import { type Step } from '../script/script.ts';
import { type ToolCall } from './answer.ts';

/** What a model does that knows its tools badly: each call under a wrong name, or with arguments that make no sense. */
export function misuse(how: Step['wrongTool'], calls: ToolCall[]): ToolCall[] {
  if (how === undefined) return calls;
  const unknown: ToolCall = { kind: 'function', name: 'no_such_tool', input: {} };
  if (how === 'not offered') return calls.length === 0 ? [unknown] : calls.map((call) => ({ ...unknown, input: call.kind === 'function' ? call.input : {} }));
  return calls.map(spoil);
}

function spoil(call: ToolCall): ToolCall {
  if (call.kind === 'function') return { ...call, input: { nonsense: true } };
  return call.kind === 'custom' ? { ...call, input: 'nonsense' } : { ...call, command: [] };
}
