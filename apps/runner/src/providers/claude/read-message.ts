import { z } from 'zod';

const Text = z.object({ type: z.literal('text'), text: z.string() });
const ToolUse = z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.record(z.string(), z.unknown()).catch({}) });
const Content = z.union([z.string(), z.array(z.unknown())]).nullish();
const ToolResult = z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: Content, is_error: z.boolean().nullish() });
const Hunk = z.object({ oldStart: z.int(), oldLines: z.int(), newStart: z.int(), newLines: z.int(), lines: z.array(z.string()) });
/** What the tools Edit and Write tell beside their words. A new file has no patch. */
const Edited = z.object({ filePath: z.string(), structuredPatch: z.array(Hunk), type: z.string().optional(), content: z.string().default('') });
const Denial = z.object({ tool_name: z.string(), tool_use_id: z.string() });

const Assistant = z.object({ type: z.literal('assistant'), message: z.object({ content: z.array(z.unknown()) }) });
const User = z.object({ type: z.literal('user'), message: z.object({ content: Content }), tool_use_result: z.unknown().optional() });
const Init = z.object({ type: z.literal('system'), subtype: z.literal('init'), session_id: z.string(), model: z.string() });
const Compacted = z.object({ type: z.literal('system'), subtype: z.literal('compact_boundary'), compact_metadata: z.object({ pre_tokens: z.number(), post_tokens: z.number().optional() }) });
const Retry = z.object({ type: z.literal('system'), subtype: z.literal('api_retry'), attempt: z.number(), max_retries: z.number(), error_status: z.number().nullish() });
const Denied = z.object({ type: z.literal('system'), subtype: z.literal('permission_denied'), tool_use_id: z.string(), message: z.string() });
const Result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().optional(),
  errors: z.array(z.string()).default([]),
  api_error_status: z.number().nullish(),
  permission_denials: z.array(Denial).default([]),
  user_message_uuids: z.array(z.string()).default([]),
});

export type ClaudeResult = z.infer<typeof Result>;

export type ClaudeEdit = z.infer<typeof Edited>;

/** What the program says, as far as we listen. */
export type ClaudeMessage =
  | { kind: 'started'; sessionId: string; model: string }
  | { kind: 'says'; text: string }
  | { kind: 'uses'; id: string; name: string; input: Record<string, unknown> }
  | { kind: 'used'; id: string; text: string; failed: boolean; /** What it changed; null for all that is no edit. */ edited: ClaudeEdit | null }
  | { kind: 'denied'; id: string; text: string }
  | { kind: 'compacted'; from: number; to: number | null }
  | { kind: 'retries'; attempt: number; of: number; status: number | null }
  | { kind: 'result'; result: ClaudeResult };

const System = z.discriminatedUnion('subtype', [Init, Compacted, Retry, Denied]);

/** Reads one message of the SDK; what we have no use for gives nothing. */
export function readMessage(message: unknown): ClaudeMessage[] {
  const assistant = Assistant.safeParse(message);
  if (assistant.success) return assistant.data.message.content.flatMap(readBlock);
  const user = User.safeParse(message);
  if (user.success) return readToolResults(user.data);
  const result = Result.safeParse(message);
  if (result.success) return [{ kind: 'result', result: result.data }];
  const system = System.safeParse(message);
  return system.success ? [readSystem(system.data)] : [];
}

function readBlock(block: unknown): ClaudeMessage[] {
  const text = Text.safeParse(block);
  if (text.success) return [{ kind: 'says', text: text.data.text }];
  const use = ToolUse.safeParse(block);
  return use.success ? [{ kind: 'uses', id: use.data.id, name: use.data.name, input: use.data.input }] : [];
}

/** What the program tells beside the words of a tool is that of the only result in its message. */
function readToolResults({ message: { content }, tool_use_result: beside }: z.infer<typeof User>): ClaudeMessage[] {
  if (!Array.isArray(content)) return [];
  const edited = content.length === 1 ? (Edited.safeParse(beside).data ?? null) : null;
  return content.flatMap((block) => readToolResult(block, edited));
}

function readToolResult(block: unknown, edited: ClaudeEdit | null): ClaudeMessage[] {
  const result = ToolResult.safeParse(block);
  if (!result.success) return [];
  const { tool_use_id: id, content, is_error: failed } = result.data;
  const text = typeof content === 'string' ? content : (content ?? []).flatMap((part) => Text.safeParse(part).data?.text ?? []).join('\n');
  return [{ kind: 'used', id, text, failed: failed === true, edited }];
}

function readSystem(message: z.infer<typeof System>): ClaudeMessage {
  switch (message.subtype) {
    case 'init':
      return { kind: 'started', sessionId: message.session_id, model: message.model };
    case 'compact_boundary':
      return { kind: 'compacted', from: message.compact_metadata.pre_tokens, to: message.compact_metadata.post_tokens ?? null };
    case 'api_retry':
      return { kind: 'retries', attempt: message.attempt, of: message.max_retries, status: message.error_status ?? null };
    case 'permission_denied':
      return { kind: 'denied', id: message.tool_use_id, text: message.message };
  }
}
