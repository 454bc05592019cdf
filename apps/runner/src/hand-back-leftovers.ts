import type { Logger } from '@lime/kernel';
import { forgetLease } from './lease-notes.ts';
import type { Held, ServerApi } from './protocol/server-api.ts';

/**
 * Hands back the steps that a killed predecessor had in hand, so that they need not wait until
 * their leases run out. The server ignores what has ended or was given away since.
 */
export async function handBackLeftovers(options: { api: ServerApi; folder: string; leases: Held[]; log: Logger }): Promise<void> {
  const { api, folder, leases, log } = options;
  const error = { code: 'runner_stopped', message: 'The runner was killed while it worked; another attempt can do the step.' };
  for (const held of leases) {
    const answer = await api.finish(held, { status: 'failed', error, retryable: true });
    if (answer.kind === 'unreachable') continue;
    await forgetLease(folder, held);
    if (answer.kind === 'ok') log.info({ stepId: held.stepId }, 'handed back a step of a runner that was killed');
  }
}
