import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EgressRequest, type SandboxCommand, startEgressProxy, withEgress } from '@lime/sandbox';
import type { Registries } from './registries.ts';

/** Gives a command the registries: see `withRegistries`. */
export type ReachRegistries = (command: SandboxCommand) => SandboxCommand;

/**
 * Does `work` while the package registries can be reached by the commands that it hands to `reach`,
 * through a proxy that tells `onRequest` of everything. Nothing else can be reached.
 */
export async function withRegistries<T>(registries: Registries, onRequest: (request: EgressRequest) => void, work: (reach: ReachRegistries) => Promise<T>): Promise<T> {
  // The data folder's path may be longer than the address of a socket can be.
  const folder = await mkdtemp(join(tmpdir(), 'lime-egress-'));
  const socketPath = join(folder, 'proxy.sock');
  const { allow, upstream } = registries;
  const proxy = await startEgressProxy({ socketPath, allow: [...allow], onRequest, ...(upstream === null ? {} : { upstream }) });
  const reach: ReachRegistries = (command) => withEgress({
    ...command,
    env: { ...registries.env, ...command.env },
    readOnly: [...(command.readOnly ?? []), ...registries.readOnly],
  }, { socketPath });
  try {
    return await work(reach);
  } finally {
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  }
}
