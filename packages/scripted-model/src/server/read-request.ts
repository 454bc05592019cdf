import { type IncomingMessage } from 'node:http';
import { type z } from 'zod';
import { countTokensBody, messagesBody, readMessages } from '../anthropic/read-messages.ts';
import { type Conversation, type Protocol } from '../conversation/conversation.ts';
import { describeIssue, formatPath } from '../script/describe-issue.ts';
import { readResponse, responsesBody } from '../openai/read-response.ts';

export type Asked =
  | { kind: 'answer' | 'count'; conversation: Conversation }
  | { kind: 'models' }
  | { kind: 'refused'; status: number; why: string };

const paths: Record<string, Protocol> = { '/v1/messages': 'anthropic', '/v1/messages/count_tokens': 'anthropic', '/v1/responses': 'openai' };

/** The protocol of a request: by its path, and for `/v1/models`, which both have, by the header that only one wants. */
export function protocolOf(path: string, headers: IncomingMessage['headers']): Protocol {
  return paths[path] ?? (headers['anthropic-version'] === undefined ? 'openai' : 'anthropic');
}

/** Reads what a request asks for; `session` tells apart conversations that do not name themselves. */
export function readRequest(method: string, path: string, body: unknown, session: string): Asked {
  if (path === '/v1/models' && method === 'GET') return { kind: 'models' };
  if (paths[path] === undefined) return { kind: 'refused', status: 404, why: `there is no ${method} ${path} here` };
  if (method !== 'POST') return { kind: 'refused', status: 405, why: `${path} wants POST` };
  if (path === '/v1/messages') return read('answer', messagesBody, readMessages, body, session);
  if (path === '/v1/responses') return read('answer', responsesBody, readResponse, body, session);
  return read('count', countTokensBody, readMessages, body, session);
}

function read<Body>(kind: 'answer' | 'count', schema: z.ZodType<Body>, reader: (body: Body, session: string) => Conversation, body: unknown, session: string): Asked {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind, conversation: reader(parsed.data, session) };
  return { kind: 'refused', status: 400, why: parsed.error.issues.map(describeIssue).map((finding) => `${formatPath(finding.path)}: ${finding.message}`).join('; ') };
}
