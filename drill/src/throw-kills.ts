import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from './find-processes.ts';
import type { Kill, Target } from './plan-drill.ts';
import type { SupervisedServer } from './supervised-server.ts';

export type Thrown = { target: Target; pid: number; atMs: number };

type Range = { server: SupervisedServer; marker: string; signal: AbortSignal; nextApproval(): Promise<void> };

const approvalWithinMs = 8000;

/** Kills by the plan, one after another; a victim that is just being started again is waited for. */
export async function throwKills(kills: Kill[], range: Range, onThrown: (thrown: Thrown) => void): Promise<void> {
  const start = performance.now();
  for (const { target, afterMs, aimMs } of kills) {
    await Bun.sleep(afterMs);
    // Items wait for kills as kills wait for approvals: without one for so long, it is thrown anyway.
    if (aimMs !== null) {
      await Promise.race([range.nextApproval(), Bun.sleep(approvalWithinMs)]);
      await Bun.sleep(aimMs);
    }
    const pid = await killOne(target, range);
    onThrown({ target, pid, atMs: Math.round(performance.now() - start) });
  }
}

async function killOne(target: Target, range: Range): Promise<number> {
  for (;;) {
    range.signal.throwIfAborted();
    const pid = pidOf(target, range);
    if (pid !== null && kill(pid)) return pid;
    await Bun.sleep(20);
  }
}

function pidOf(target: Target, { server, marker }: Range): number | null {
  if (target === 'server') return server.pid();
  if (target === 'postgres') return postmasterOf(server.dataDir);
  return findProcesses(marker, server.dataDir).find(({ command }) => command.includes('apps/runner/src/main.ts'))?.pid ?? null;
}

/** The first line of postmaster.pid, while that process is this cluster's Postgres and lives. */
function postmasterOf(dataDir: string): number | null {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(dataDir, 'postgres')) ? pid : null;
  } catch {
    return null;
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
