import { readdirSync, readFileSync } from 'node:fs';

/** The first process of a sandbox, told apart from a later process with the same pid by its start time. */
export type NamespaceInit = { pid: number; startTime: string };

const GONE_POLL_MS = 1;

export function namespaceInit(pid: number): NamespaceInit | undefined {
  const startTime = readStat(pid)?.startTime;
  return startTime ? { pid, startTime } : undefined;
}

/**
 * Kills the first process of a PID namespace, and so, by the kernel's hand, every process in it:
 * daemons with their own session too. Resolves when none is left; the first becomes a zombie only
 * after all others. bwrap's own parent-death signal does not suffice, because a command may write
 * to that process's memory (same user) and disarm it.
 */
export async function endNamespace(init: NamespaceInit): Promise<void> {
  try {
    if (isAlive(init)) process.kill(init.pid, 'SIGKILL');
  } catch {
    // Ended between the look and the kill.
  }
  while (isAlive(init)) await Bun.sleep(GONE_POLL_MS);
}

/** Pids, as the host sees them, of all processes of the namespace. Orphans are the first process's children. */
export function namespaceMembers(init: NamespaceInit): number[] {
  const members: number[] = isAlive(init) ? [init.pid] : [];
  for (const pid of members) members.push(...childrenOf(pid));
  return members;
}

function isAlive({ pid, startTime }: NamespaceInit): boolean {
  const stat = readStat(pid);
  return stat?.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X';
}

/** Fields 3 and 22 of proc(5) stat; the name in parentheses may itself hold anything. */
export function readStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    return state && startTime ? { state, startTime } : undefined;
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
