import { isIP, type Socket } from 'node:net';
import { dialDirect, dialThrough, goesThrough, type UpstreamProxy } from './dial.ts';
import { type Destination, type EgressRule, findRule } from './egress-rule.ts';
import { mayBeDialled, type Resolve, resolveDestination } from './resolve-destination.ts';

/** One request of a sandboxed program to leave the sandbox. `allowed` with a `reason`: allowed, but no connection came about. */
export type EgressRequest = { host: string; port: number; method: string; allowed: boolean; reason?: string };

export type EgressPolicy = {
  allow: EgressRule[];
  /** Called once for every request, when its fate is known. */
  onRequest: (request: EgressRequest) => void;
  /** The host's own way out, where it has no direct one. Names are then resolved by that proxy. */
  upstream?: UpstreamProxy;
  /** Default: the host's own resolver. */
  resolve?: Resolve;
};

export type Reached = { ok: true; socket: Socket } | { ok: false; status: 403 | 502; reason: string };

/** Connects to a destination if a rule allows it, and tells `onRequest` what became of it. */
export async function reachDestination(policy: EgressPolicy, method: string, destination: Destination): Promise<Reached> {
  const reached = await connectIfAllowed(policy, destination);
  const allowed = reached.ok || reached.status !== 403;
  policy.onRequest({ ...destination, method, allowed, ...(reached.ok ? {} : { reason: reached.reason }) });
  return reached;
}

async function connectIfAllowed({ allow, upstream, resolve }: EgressPolicy, destination: Destination): Promise<Reached> {
  const { host, port } = destination;
  const rule = findRule(allow, destination);
  if (!rule) return { ok: false, status: 403, reason: `${host}:${port} is not among the hosts that this sandbox may reach` };
  if (upstream && goesThrough(upstream, host)) {
    if (isIP(host) && !mayBeDialled(host, rule)) return { ok: false, status: 403, reason: `${host} is a private address` };
    return attempt(() => dialThrough(upstream, destination));
  }
  const resolved = await resolveDestination(destination, rule, resolve);
  if (resolved.ok) return attempt(() => dialDirect(resolved.addresses, port));
  return { ok: false, status: resolved.refused ? 403 : 502, reason: resolved.reason };
}

async function attempt(dial: () => Promise<Socket>): Promise<Reached> {
  try {
    return { ok: true, socket: await dial() };
  } catch (error) {
    return { ok: false, status: 502, reason: error instanceof Error ? error.message : String(error) };
  }
}
