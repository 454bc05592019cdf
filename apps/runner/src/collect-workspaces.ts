import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@lime/kernel';
import type { ServerApi } from './protocol/server-api.ts';
import { removeTree } from './workspace/remove-tree.ts';
import { isSuperseded, runOfWorkspace } from './workspace/workspace-name.ts';

/** As many as one question to the server may hold. */
const runsPerQuestion = 1000;

/**
 * Deletes the workspaces that no run needs any more: what finished runs and crashed runners left.
 * Only the server knows which runs may go on, so without its answer nothing is deleted; and never
 * one that is in use here.
 */
export async function collectWorkspaces(options: { api: ServerApi; folder: string; inUse: { has: (name: string) => boolean }; log: Logger }): Promise<string[]> {
  const { api, folder, inUse, log } = options;
  const names = (await readdir(folder).catch(() => [])).filter((name) => !inUse.has(name));
  const runIds = [...new Set(names.map(runOfWorkspace).filter((id) => id !== null))].slice(0, runsPerQuestion);
  if (runIds.length === 0) return [];
  const answer = await api.neededWorkspaces(runIds);
  if (answer.kind !== 'ok' || !answer.value) return [];
  const needed = new Set(answer.value.needed);
  const isNeeded = (name: string) => needed.has(runOfWorkspace(name) ?? '') && !isSuperseded(name, names);
  const doomed = names.filter((name) => runOfWorkspace(name) !== null && !isNeeded(name) && !inUse.has(name));
  for (const name of doomed) await removeTree(join(folder, name));
  if (doomed.length > 0) log.info({ workspaces: doomed }, 'deleted workspaces that no run needs');
  return doomed;
}
