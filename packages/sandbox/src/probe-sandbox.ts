import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxCgroups } from './cgroup/sandbox-cgroups.ts';
import { findBwrap } from './find-bwrap.ts';
import { runInSandbox } from './run-in-sandbox.ts';

export type SandboxProbe = {
  bwrap: { ok: true; version: string } | { ok: false; reason: string; fix: string };
  cgroup: { kind: 'v1' | 'v2'; controllers: string[] } | { kind: 'none'; warning: string };
};

/** Says what the sandbox can do on this machine, by running a command in it, and what to do where it cannot. */
export async function probeSandbox(): Promise<SandboxProbe> {
  const cgroup = probeCgroup();
  const found = await findBwrap();
  if (!found.ok) return { bwrap: { ok: false, reason: found.reason, fix: found.fix }, cgroup };
  const workspace = await mkdtemp(join(tmpdir(), 'lime-probe-'));
  try {
    const limits = { memoryMb: 64, maxProcesses: 16, timeoutMs: 10_000, outputBytes: 4096 };
    const result = await runInSandbox({ workspace, argv: ['/bin/sh', '-c', 'exit 42'], limits });
    if (result.kind === 'exited' && result.exitCode === 42) return { bwrap: { ok: true, version: found.version }, cgroup };
    return { bwrap: { ok: false, ...explain(result) }, cgroup };
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

function explain(result: Awaited<ReturnType<typeof runInSandbox>>): { reason: string; fix: string } {
  if (result.kind === 'unavailable') return { reason: result.reason, fix: result.fix };
  return { reason: `a trial command ended as ${result.kind}: ${result.stderr.trim()}`, fix: 'try again with less load on the machine' };
}

function probeCgroup(): SandboxProbe['cgroup'] {
  const base = sandboxCgroups();
  return base.kind === 'none' ? base : { kind: base.kind, controllers: base.controllers };
}
