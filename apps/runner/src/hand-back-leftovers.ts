import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@lime/kernel';
import type { ServerApi } from './protocol/server-api.ts';
import { readLeaseNote } from './workspace/lease-note.ts';

/**
 * Hands back the steps that a killed predecessor had in hand, so that they need not wait until
 * their leases run out. The server ignores what has ended or been given away since. Only for the
 * workspaces that stood there at the start: nobody works in them any more.
 */
export async function handBackLeftovers(options: { api: ServerApi; folder: string; names: string[]; log: Logger }): Promise<void> {
  const { api, folder, names, log } = options;
  for (const name of names) {
    const held = await readLeaseNote(join(folder, name));
    if (!held) continue;
    const error = { code: 'runner_stopped', message: 'The runner was killed while it worked; another attempt can do the step.' };
    const answer = await api.finish(held, { status: 'failed', error, retryable: true });
    if (answer.kind === 'ok') log.info({ workspace: name, stepId: held.stepId }, 'handed back a step of a runner that was killed');
  }
}

/** The workspaces that stand in a folder now. */
export async function listWorkspaces(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
