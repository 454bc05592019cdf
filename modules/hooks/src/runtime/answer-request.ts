import { egressAllows, type HookRequest } from '@lime/contracts';
import type { Ask, Outbound } from '@lime/outbound';
import type { ScriptRequest, ScriptResponse } from '@lime/sandbox';
import { mostAnswerBytes } from '../tunables.ts';

/** Whom a hook may ask; `reach` false: nobody, though it would be allowed. */
export type Reach = { egress: readonly string[]; reach: boolean; outbound: Outbound; timeoutMs: number; tell: (request: HookRequest) => void };

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Said by us, about the connection. */
const ownHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive', 'proxy-authorization'];

/** Answers a hook's request when its host is among those that the hook may reach, and no private address. */
export async function answerRequest(reach: Reach, request: ScriptRequest): Promise<ScriptResponse> {
  const { tell, outbound, timeoutMs } = reach;
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  const method = methods.find((name) => name === request.method);
  if (url === null || method === undefined) return { error: url === null ? 'no URL' : `the method may be ${methods.join(', ')}` };
  const refusal = refuseUrl(reach, url);
  if (refusal !== null) return refuse(reach, method, url, refusal);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !ownHeaders.includes(name.toLowerCase())));
  const mayFollow = (next: URL) => refuseUrl(reach, next) === null;
  const ask: Ask = { url: url.href, method, headers, timeoutMs, maxBytes: mostAnswerBytes, mayFollow, ...(request.body !== null && { body: request.body }) };
  // A header that cannot be sent is found only when it is.
  const answer = await outbound.ask(ask).catch((error: unknown) => ({ kind: 'failed' as const, code: 'unreachable' as const, message: String(error) }));
  if (answer.kind === 'failed') {
    tell({ method, host: hostOf(url), allowed: answer.code !== 'address_refused', status: null, reason: answer.message });
    return { error: answer.message };
  }
  tell({ method, host: hostOf(url), allowed: true, status: answer.status, reason: null });
  return { status: answer.status, headers: answer.headers, body: new TextDecoder().decode(answer.body) };
}

function refuseUrl({ egress, reach }: Reach, url: URL): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only https and http can be asked';
  const host = hostOf(url);
  if (!egressAllows(egress, host.replace(/:443$/, ''))) return `${host} is not among the hosts of this hook`;
  return reach ? null : 'a test makes no requests unless it is asked to';
}

function refuse({ tell }: Reach, method: string, url: URL, reason: string): ScriptResponse {
  tell({ method, host: hostOf(url), allowed: false, status: null, reason });
  return { error: reason };
}

/** With its port, whatever it is. */
function hostOf({ hostname, port, protocol }: URL): string {
  return `${hostname.toLowerCase().replace(/\.$/, '')}:${port || (protocol === 'http:' ? '80' : '443')}`;
}
