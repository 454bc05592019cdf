import type { Cgroup } from './cgroup/cgroup.ts';
import type { LaunchedSandbox } from './launch-bwrap.ts';
import { killNamespace, type NamespaceInit, namespaceGone, namespaceInit, namespaceMembers } from './namespace-init.ts';
import type { KillCause, SandboxCommand } from './sandbox-command.ts';
import { watchDisk } from './watch-disk.ts';
import { watchMemory } from './watch-memory.ts';

const OOM_LOOK_MS = 200;

export type BoundSandbox = {
  /** Whether the command was let go, rather than bwrap failing before. */
  started: boolean;
  /** Resolves when every process of the sandbox is dead, with the reason if we killed it. */
  ended: Promise<{ cause: KillCause | undefined }>;
};

type Binding = { command: SandboxCommand; launched: LaunchedSandbox; cgroup: Cgroup | undefined; startedAt: number };

/** Puts a launched sandbox under its limits, lets the command start, and sees to its end. */
export async function bindSandbox({ command, launched, cgroup, startedAt }: Binding): Promise<BoundSandbox> {
  let cause: KillCause | undefined;
  let init: NamespaceInit | undefined;
  const end = (why: KillCause) => {
    cause ??= why;
    if (init) killNamespace(init);
    launched.kill();
  };
  const stopWatching = watch(command, cgroup, startedAt, () => (init ? namespaceMembers(init) : []), end);
  const ended = launched.exited.then(async () => {
    stopWatching();
    if (!init) return { cause };
    // bwrap ends with the command; daemons that it left behind still run.
    killNamespace(init);
    await namespaceGone(init);
    return { cause };
  });

  const pid = await launched.status.childPid;
  init = pid === undefined ? undefined : namespaceInit(pid);
  if (!init || cause) {
    launched.kill();
    return { started: false, ended };
  }
  try {
    cgroup?.add(init.pid);
  } catch (error) {
    launched.kill();
    await ended;
    // bwrap may have failed meanwhile; what it said is then the answer.
    if (isNoSuchProcess(error)) return { started: false, ended };
    throw error;
  }
  launched.release();
  return { started: true, ended };
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}

type Watch = (command: SandboxCommand, cgroup: Cgroup | undefined, startedAt: number, members: () => number[], end: (why: KillCause) => void) => () => void;

const watch: Watch = ({ workspace, limits, signal }, cgroup, startedAt, members, end) => {
  const stops: (() => void)[] = [];
  const timeLeft = limits.timeoutMs - (performance.now() - startedAt);
  const timeout = setTimeout(() => end('timed_out'), Math.max(0, timeLeft));
  stops.push(() => clearTimeout(timeout));
  const cancel = () => end('cancelled');
  signal?.addEventListener('abort', cancel);
  // It may have been aborted before we listened.
  if (signal?.aborted) cancel();
  stops.push(() => signal?.removeEventListener('abort', cancel));
  if (limits.diskMb !== undefined) {
    stops.push(watchDisk({ workspace, limitMb: limits.diskMb, members, onFull: () => end('disk_full') }));
  }
  stops.push(cgroup ? watchOom(cgroup, () => end('out_of_memory')) : watchMemory(members, limits.memoryMb, () => end('out_of_memory')));
  return () => stops.forEach((stop) => stop());
};

/** The kernel may kill one process and leave the rest waiting for it: the command as a whole is over then. */
function watchOom(cgroup: Cgroup, onOom: () => void): () => void {
  const timer = setInterval(() => {
    if (cgroup.ranOutOfMemory()) onOom();
  }, OOM_LOOK_MS);
  return () => clearInterval(timer);
}
