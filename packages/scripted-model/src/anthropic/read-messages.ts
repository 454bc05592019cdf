import { z } from 'zod';
import { type Conversation } from '../conversation/conversation.ts';
import { saidInMidTurn } from '../conversation/said-in-mid-turn.ts';
import { gatherMoments, type Piece } from '../conversation/gather-moments.ts';

const textPart = z.looseObject({ type: z.string(), text: z.string().optional() });
const block = textPart.extend({ content: z.union([z.string(), z.array(textPart)]).optional() });
const message = z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: z.union([z.string(), z.array(block)]) });

const countBody = z.looseObject({
  model: z.string().min(1),
  system: z.union([z.string(), z.array(textPart)]).optional(),
  messages: z.array(message).min(1),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  metadata: z.looseObject({ user_id: z.string().nullish() }).optional(),
  stream: z.boolean().default(false),
});

/** What the Messages API wants of `POST /v1/messages`, as far as a script looks at it. */
export const messagesBody = countBody.extend({ max_tokens: z.int().positive() });
/** `POST /v1/messages/count_tokens` is the same without `max_tokens`. */
export const countTokensBody = countBody;

type Body = z.output<typeof countBody> & { max_tokens?: number };

/** Reads a request of the Messages API. */
export function readMessages(body: Body, session: string): Conversation {
  const system = toText(body.system ?? '');
  return {
    protocol: 'anthropic',
    model: body.model,
    system,
    moments: gatherMoments(body.messages.flatMap(toPieces)),
    tools: body.tools.map(({ name }) => ({ kind: 'function', name })),
    session: body.metadata?.user_id ?? session,
    isStreaming: body.stream,
    length: JSON.stringify([system, body.messages, body.tools]).length,
    maxOutput: body.max_tokens ?? null,
  };
}

function toPieces({ role, content }: z.output<typeof message>): Piece[] {
  if (role === 'assistant') return [{ by: 'model' }];
  if (role === 'system') return saidInMidTurn(toText(content)).map((text) => ({ by: 'person', text }));
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return parts.flatMap(toPartPieces);
}

function toPartPieces(part: z.output<typeof block>): Piece[] {
  const isResult = part.type === 'tool_result';
  const text = isResult ? toText(part.content ?? '') : part.text;
  if (text === undefined) return [];
  return [{ by: isResult ? 'tool' : 'person', text }, ...saidInMidTurn(text).map((words): Piece => ({ by: 'person', text: words }))];
}

function toText(content: string | { text?: string | undefined }[]): string {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
}
