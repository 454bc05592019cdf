import { askOnce, type Hop } from './ask-once.ts';
import type { Answered, Asked, AskFailure } from './asked.ts';
import type { PrivateHosts } from './private-hosts.ts';
import { resolveBySystem, resolveHost, type Resolve, type Resolved } from './resolve-host.ts';

export type Ask = {
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The whole exchange, redirects included, in milliseconds. */
  timeoutMs?: number;
  /** Longest body of the answer. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** Which redirects may be followed, all when left out; another is the answer itself. */
  mayFollow?: (url: URL) => boolean;
};

/** The way to servers that people name: never into a private network, unless the operator allows the host. */
export type Outbound = {
  ask(request: Ask): Promise<Asked>;
  /** Whether a host may be connected to, for programs that connect by themselves. */
  look(host: string): Promise<Resolved>;
};

const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 4 * 1024 * 1024;
const mostRedirects = 5;
/** What is meant for one server alone. */
const secretHeaders = ['authorization', 'cookie', 'private-token'];

/**
 * Opens the way out. Each connection is made to an address that was looked at, so that a name which leads elsewhere
 * at its next look-up cannot lead us along; so is every hop of a redirect, which takes no credential to another origin.
 */
export function createOutbound({ privateHosts = [], resolve = resolveBySystem }: { privateHosts?: PrivateHosts; resolve?: Resolve } = {}): Outbound {
  const look = (host: string) => resolveHost(host, privateHosts, resolve);
  return { look, ask: (request) => follow(request, look) };
}

async function follow(request: Ask, look: Outbound['look']): Promise<Asked> {
  const deadline = AbortSignal.timeout(request.timeoutMs ?? defaultTimeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
  let hop: Hop = { url: new URL(request.url), method: request.method ?? 'GET', headers: { ...request.headers }, body: request.body ?? null };
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const resolved = await look(hop.url.hostname);
    if (resolved.kind !== 'resolved') return { kind: 'failed', code: resolved.kind === 'refused' ? 'address_refused' : 'unreachable', message: resolved.message };
    const answer = await askOnce(hop, resolved.addresses, { signal, maxBytes: request.maxBytes ?? defaultMaxBytes });
    if (answer.kind === 'failed') return explain(answer, hop, request, deadline);
    const next = redirectOf(hop, answer);
    if (next === null || request.mayFollow?.(next.url) === false) return answer;
    hop = next;
  }
  return { kind: 'failed', code: 'unreachable', message: `${new URL(request.url).host} redirects without end.` };
}

/** Only what may be asked again goes along with a redirect: a change is not made at another address than was meant. */
function redirectOf(hop: Hop, { status, headers }: Answered): Hop | null {
  const location = headers['location'];
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined || hop.method !== 'GET') return null;
  if (!URL.canParse(location, hop.url.href)) return null;
  const url = new URL(location, hop.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const foreign = url.origin !== hop.url.origin;
  return { ...hop, url, headers: foreign ? Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !secretHeaders.includes(name.toLowerCase()))) : hop.headers };
}

function explain(failure: AskFailure, hop: Hop, request: Ask, deadline: AbortSignal): AskFailure {
  if (request.signal?.aborted) return { kind: 'failed', code: 'cancelled', message: 'Cancelled.' };
  if (deadline.aborted) return { kind: 'failed', code: 'timed_out', message: `${hop.url.host} did not answer in time. Try again.` };
  return failure;
}
