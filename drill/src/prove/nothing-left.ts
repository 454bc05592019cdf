import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findProcesses } from '../find-processes.ts';
import type { Proof } from './evidence.ts';

/** How long what has just been told to end may take. */
const withinMs = 15_000;

/** Waits until no workspace stands in the runner's folder; those that still do are violations. */
export async function proveNoWorkspaces(dataDir: string): Promise<Proof> {
  const left = await emptied(() => readdir(join(dataDir, 'runner', 'workspaces')).catch(() => []));
  return { claim: 'no workspace is left', seen: `${left.length} workspaces`, violations: left.map((name) => `workspace ${name}`) };
}

/** After the server has been stopped: nothing that it, its runner, its Postgres or a sandbox started lives on. */
export async function proveNoProcesses(marker: string, folder: string, patienceMs = withinMs): Promise<Proof> {
  const left = await emptied(async () => findProcesses(marker, folder), patienceMs);
  return { claim: 'no process is left', seen: `${left.length} processes`, violations: left.map(({ pid, command }) => `process ${pid}: ${command.slice(0, 200)}`) };
}

async function emptied<T>(look: () => Promise<T[]>, patienceMs = withinMs): Promise<T[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const left = await look();
    if (left.length === 0 || performance.now() > deadline) return left;
    await Bun.sleep(200);
  }
}
