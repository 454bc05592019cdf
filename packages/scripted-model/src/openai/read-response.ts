import { z } from 'zod';
import { type Conversation, type OfferedTool } from '../conversation/conversation.ts';
import { gatherMoments, type Piece } from '../conversation/gather-moments.ts';

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]);
const item = z.looseObject({ type: z.string().default('message'), role: z.string().optional(), content: content.nullish(), output: z.unknown().optional() });
const tool = z.looseObject({ type: z.string(), name: z.string().optional() });

/** What the Responses API wants of `POST /v1/responses`, as far as a script looks at it. */
export const responsesBody = z.looseObject({
  model: z.string().min(1),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(item).min(1)]),
  tools: z.array(tool).default([]),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().positive().nullish(),
  prompt_cache_key: z.string().nullish(),
});

/** Reads a request of the Responses API. */
export function readResponse(body: z.output<typeof responsesBody>, session: string): Conversation {
  const items = typeof body.input === 'string' ? [{ type: 'message', role: 'user', content: body.input, output: undefined }] : body.input;
  const told = items.filter(isTold).map((each) => readText(each.content));
  const system = [body.instructions ?? '', ...told].filter((text) => text !== '').join('\n');
  return {
    protocol: 'openai',
    model: body.model,
    system,
    moments: gatherMoments(items.filter((each) => !isTold(each)).flatMap(toPieces)),
    tools: body.tools.flatMap(toTool),
    session: body.prompt_cache_key ?? session,
    isStreaming: body.stream ?? false,
    length: JSON.stringify([body.instructions, body.input, body.tools]).length,
    maxOutput: body.max_output_tokens ?? null,
  };
}

type Item = z.output<typeof item>;

function isTold({ role }: Item): boolean {
  return role === 'developer' || role === 'system';
}

function toPieces({ type, role, content: parts, output }: Item): Piece[] {
  if (type === 'message') return [role === 'assistant' ? { by: 'model' } : { by: 'person', text: readText(parts) }];
  if (type.endsWith('_output')) return [{ by: 'tool', text: readText(output) }];
  return type.endsWith('_call') || type === 'reasoning' ? [{ by: 'model' }] : [];
}

/** A text, or the texts of its parts, or what else there is as JSON. */
function readText(value: unknown): string {
  const parsed = content.safeParse(value ?? '');
  if (!parsed.success) return JSON.stringify(value);
  return typeof parsed.data === 'string' ? parsed.data : parsed.data.map((part) => part.text ?? '').join('\n');
}

function toTool({ type, name }: z.output<typeof tool>): OfferedTool[] {
  if (type === 'local_shell') return [{ kind: 'local_shell', name: type }];
  return name !== undefined && (type === 'function' || type === 'custom') ? [{ kind: type, name }] : [];
}
