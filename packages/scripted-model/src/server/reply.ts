import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { streamMessage, writeMessage } from '../anthropic/write-message.ts';
import { type Protocol } from '../conversation/conversation.ts';
import { type SufferFault } from '../faults/count-faults.ts';
import { planDelivery } from '../faults/plan-delivery.ts';
import { streamResponse, writeResponse } from '../openai/write-response.ts';
import { countTokens } from '../play/count-tokens.ts';
import { type Fault } from '../script/fault.ts';
import { type ReadScript } from '../script/script.ts';
import { decide } from './decide.ts';
import { listModels } from './list-models.ts';
import { readBody } from './read-body.ts';
import { protocolOf, readRequest } from './read-request.ts';
import { type SeenRequest } from './seen-request.ts';
import { deliverEvents, deliverJson, sendJson } from './send.ts';
import { writeError } from './write-error.ts';

export type Serving = { script: ReadScript; see: (request: SeenRequest) => void; sufferFault: SufferFault; gone: AbortSignal };

/** Answers one request. */
export async function reply(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const protocol = protocolOf(pathname, request.headers);
  const { text, json } = await readBody(request);
  const { key, headers } = takeKey(request);
  const asked = readRequest(request.method ?? 'GET', pathname, json, key ?? '');
  const seen = (model: string, answeredBy: SeenRequest['answeredBy']) => serving.see({ protocol, path: pathname, model, key, headers, body: json, answeredBy });
  if (asked.kind === 'models') return sendJson(response, 200, listModels(serving.script, protocol));
  if (asked.kind === 'refused') {
    seen('', { kind: 'error' });
    return sendJson(response, asked.status, writeError(protocol, asked.status, asked.why));
  }
  const { conversation } = asked;
  if (asked.kind === 'count') {
    seen(conversation.model, { kind: 'count' });
    return sendJson(response, 200, { input_tokens: countTokens(conversation.length) });
  }
  const decision = decide(serving.script, conversation, serving.sufferFault);
  seen(conversation.model, decision.answeredBy);
  if (decision.kind === 'refused') return sendJson(response, decision.status, writeError(protocol, decision.status, decision.why));
  const { answer, fault } = decision;
  if (fault?.status !== undefined) return sendFault(response, protocol, fault.status, fault);
  const naming = { id: createHash('sha256').update(text).digest('hex').slice(0, 24), model: conversation.model };
  const outlet = { response, gone: serving.gone };
  const delivery = planDelivery(fault, answer.pace.every);
  if (conversation.isStreaming) return deliverEvents(outlet, [...(protocol === 'anthropic' ? streamMessage : streamResponse)(answer, naming)], delivery);
  return deliverJson(outlet, (protocol === 'anthropic' ? writeMessage : writeResponse)(answer, naming), delivery);
}

function sendFault(response: ServerResponse, protocol: Protocol, status: number, { retryAfter, message }: Fault): void {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  sendJson(response, status, writeError(protocol, status, message ?? `the script answers ${status}`), headers);
}

/** The key for itself, so that a look at the headers does not show it. */
function takeKey(request: IncomingMessage): { key: string | null; headers: Record<string, string> } {
  const { authorization, 'x-api-key': apiKey, ...rest } = request.headers;
  const key = [apiKey].flat()[0] ?? authorization?.replace(/^Bearer /i, '') ?? null;
  return { key, headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, [value ?? ''].flat().join(', ')])) };
}
