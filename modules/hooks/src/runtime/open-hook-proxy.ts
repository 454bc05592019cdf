import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EgressRule, startEgressProxy } from '@lime/sandbox';
import type { Reach } from './answer-request.ts';

export type HookProxy = { socketPath: string; close: () => Promise<void> };

/** A proxy for one run of a hook with a runtime of its own, which leads to the hook's hosts alone. */
export async function openHookProxy({ egress, outbound, tell }: Reach): Promise<HookProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'lime-egress-'));
  const socketPath = join(folder, 'proxy.sock');
  const proxy = await startEgressProxy({
    socketPath,
    allow: egress.map(toRule),
    onRequest: ({ host, port, method, allowed, reason }) => tell({ method, host: `${host}:${port}`, allowed, status: null, reason: reason ?? null }),
    resolve: async (host) => {
      const found = await outbound.look(host.includes(':') ? `[${host}]` : host);
      if (found.kind === 'resolved') return found.addresses.map(({ address }) => address);
      return found.kind === 'refused' ? { refused: found.message } : Promise.reject(new Error(found.message));
    },
  });
  return {
    socketPath,
    close: async () => {
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Which private addresses may be reached is the operator's word, which `look` has asked for already. */
function toRule(entry: string): EgressRule {
  const [, address, name, port = '443'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  return { host: address ?? name ?? entry, port: Number(port), private: true };
}
