import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInSandbox } from '../run-in-sandbox.ts';
import type { SandboxCommand, SandboxLimits } from '../sandbox-command.ts';

/** Roomy limits; a test narrows the one it is about. */
export const LIMITS: SandboxLimits = { memoryMb: 512, maxProcesses: 256, timeoutMs: 60_000, outputBytes: 200_000 };

/** A workspace for one test, removed when the scope ends. */
export async function temporaryWorkspace(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'lime-sandbox-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

type Overrides = Partial<Omit<SandboxCommand, 'limits'>> & { limits?: Partial<SandboxLimits> };

/** Runs a shell script in the sandbox, in a workspace of its own unless one is given. */
export async function shellInSandbox(script: string, { limits, ...command }: Overrides = {}) {
  await using own = await temporaryWorkspace();
  return await runInSandbox({ workspace: own.path, argv: ['/bin/sh', '-c', script], ...command, limits: { ...LIMITS, ...limits } });
}

/** The output of a script that must have run to its end. */
export async function outputOf(script: string, overrides: Overrides = {}): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const result = await shellInSandbox(script, overrides);
  if (result.kind !== 'exited') throw new Error(`expected an exit: ${JSON.stringify(result)}`);
  return result;
}
