import type { ForgeContext } from '../context.ts';
import { lookAtRemote } from './look-at-remote.ts';

/** A look-up that takes longer is not waited for: somebody's request is open, and the push looks again. Milliseconds. */
const patienceMs = 1000;

/** Why this server's git would not go to a repository; null where it would, or where that cannot be told now. */
export async function whyOutOfReach(ctx: Pick<ForgeContext, 'outbound'>, address: string): Promise<string | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  const looked = await Promise.race([lookAtRemote(ctx, address), late]);
  clearTimeout(timer);
  return looked === null || looked.ok || looked.code !== 'address_refused' ? null : looked.message;
}
