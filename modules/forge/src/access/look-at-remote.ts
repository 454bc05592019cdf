import { parseRepositoryUrl, sshHost } from '@lime/git';
import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';

/** For git's commands: where the remote was looked up to be. Empty for a folder of this machine, which the operator allows elsewhere. */
export type LookedAt = { addresses?: string[] };

/** Whether this server's own git may go to a repository that people name, and to which addresses: never into a private network, unless the operator allows the host. */
export async function lookAtRemote({ outbound }: Pick<ForgeContext, 'outbound'>, address: string): Promise<Found<LookedAt>> {
  const parsed = parseRepositoryUrl(address);
  if (!parsed.ok) return { ok: false, code: 'unprocessable', message: parsed.message };
  const { url } = parsed;
  if (url.kind === 'local') return { ok: true, value: {} };
  const looked = await outbound.look(url.kind === 'ssh' ? sshHost(url).host : new URL(url.location).hostname);
  if (looked.kind !== 'resolved') return { ok: false, code: looked.kind === 'refused' ? 'address_refused' : 'unreachable', message: looked.message };
  return { ok: true, value: { addresses: looked.addresses.map((one) => one.address) } };
}
