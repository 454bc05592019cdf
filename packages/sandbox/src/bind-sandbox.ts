import { resolve } from 'node:path';
import { type Cgroup, OWN_TASKS } from './cgroup/cgroup.ts';
import type { KillSwitch } from './kill-switch.ts';
import type { LaunchedSandbox } from './launch-bwrap.ts';
import { limitProcess } from './libc.ts';
import { endNamespace, type NamespaceInit, namespaceInit, namespaceMembers } from './namespace-init.ts';
import type { KillCause, SandboxCommand, SandboxLimits } from './sandbox-command.ts';
import { watchDisk } from './watch-disk.ts';
import { watchMemory } from './watch-memory.ts';

const OOM_LOOK_MS = 200;
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type BoundSandbox = {
  /** Whether the command was let go, rather than bwrap failing before. */
  started: boolean;
  /** Resolves when every process of the sandbox is dead, with the reason if the command did not end by itself. */
  ended: Promise<{ cause: KillCause | undefined }>;
};

type Binding = { command: SandboxCommand; launched: LaunchedSandbox; cgroup: Cgroup | undefined; startedAt: number; kills: KillSwitch };

/** Puts a launched sandbox under its limits, lets the command start, and sees to its end. */
export async function bindSandbox({ command, launched, cgroup, startedAt, kills }: Binding): Promise<BoundSandbox> {
  const state: { init?: NamespaceInit } = {};
  // Not before bwrap has told its child: killed earlier, it would leave one that nobody knows.
  kills.onKill(() => {
    if (state.init) launched.kill();
  });
  const members = () => (state.init ? namespaceMembers(state.init) : []);
  const stopWatching = watch({ command, cgroup, startedAt, members, end: kills.kill });
  const ended = launched.exited.then(async () => {
    stopWatching();
    const cause = kills.cause() ?? (cgroup?.ranOutOfMemory() ? 'out_of_memory' : undefined);
    // bwrap ended with the command, or we killed it; what else lives in the sandbox still runs.
    if (state.init) await endNamespace(state.init);
    await cgroup?.remove();
    return { cause };
  });

  try {
    // At once, so that whatever bwrap starts is born in it, and found there should we be killed.
    if (cgroup) ignoringGone(() => cgroup.add(launched.pid));
    // A bwrap that ends before it was let go has failed, or was itself out of memory.
    const pid = await Promise.race([launched.status.childPid, launched.exited.then(() => undefined)]);
    const init = pid === undefined ? undefined : namespaceInit(pid);
    if (!init) return { started: false, ended };
    state.init = init;
    limit(init, command.limits, cgroup);
  } catch (error) {
    launched.kill();
    await ended;
    throw error;
  }
  const started = kills.cause() === undefined;
  if (started) launched.release();
  else launched.kill();
  return { started, ended };
}

/**
 * Puts every process of the sandbox under its limits: by now the first and perhaps the waiting
 * second. The first comes first, so that one born meanwhile has them from its parent.
 */
function limit(init: NamespaceInit, { maxProcesses }: SandboxLimits, cgroup: Cgroup | undefined): void {
  const bound = new Set<number>();
  for (let left = [init.pid]; left.length > 0; left = namespaceMembers(init).filter((pid) => !bound.has(pid))) {
    for (const pid of left) {
      limitMember(pid, maxProcesses, cgroup);
      bound.add(pid);
    }
  }
}

function limitMember(pid: number, maxProcesses: number, cgroup: Cgroup | undefined): void {
  // No core dumps: they would be written, or handed to the host's crash reporter, outside every limit.
  limitProcess(pid, 'core', 0);
  if (cgroup) ignoringGone(() => cgroup.holds(pid) || cgroup.add(pid));
  // Counted within the sandbox's own user namespace, not with the caller's other processes. Void for real root.
  else limitProcess(pid, 'processes', maxProcesses + OWN_TASKS);
}

// A process that is gone needs no limits: bwrap failed, and its message tells why.
function ignoringGone(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isNoSuchProcess(error)) throw error;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT');
}

type Watch = Omit<Binding, 'launched' | 'kills'> & { members: () => number[]; end: (why: KillCause) => void };

function watch({ command: { workspace, writable = [], limits, signal }, cgroup, startedAt, members, end }: Watch): () => void {
  const timeLeft = limits.timeoutMs - (performance.now() - startedAt);
  const timeout = setTimeout(() => end('timed_out'), Math.min(Math.max(0, timeLeft), LONGEST_TIMER_MS));
  const cancel = () => end('cancelled');
  signal?.addEventListener('abort', cancel);
  // It may have been aborted before we listened.
  if (signal?.aborted) cancel();
  const onOom = () => end('out_of_memory');
  const stopMemory = cgroup ? watchOom(cgroup, onOom) : watchMemory(members, limits.memoryMb, onOom);
  const { diskMb } = limits;
  const folders = [workspace, ...writable.map(({ host }) => host).filter((host) => !isWithin(workspace, host))];
  const stopDisk = diskMb === undefined ? undefined : watchDisk({ folders, limitMb: diskMb, members, onFull: () => end('disk_full') });
  return () => {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', cancel);
    stopMemory();
    stopDisk?.();
  };
}

/** What lies in the workspace is counted with it. */
function isWithin(folder: string, path: string): boolean {
  return `${resolve(path)}/`.startsWith(`${resolve(folder)}/`);
}

/** The kernel may kill one process and leave the rest waiting for it: the command as a whole is over then. */
function watchOom(cgroup: Cgroup, onOom: () => void): () => void {
  const timer = setInterval(() => {
    if (cgroup.ranOutOfMemory()) onOom();
  }, OOM_LOOK_MS);
  return () => clearInterval(timer);
}
