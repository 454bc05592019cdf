import { startInSandbox } from '../start-in-sandbox.ts';
import type { SandboxCommand, SandboxLimits } from '../sandbox-command.ts';
import { LIMITS, temporaryWorkspace } from './shell-in-sandbox.ts';

type Overrides = Partial<Omit<SandboxCommand, 'limits'>> & { limits?: Partial<SandboxLimits> };

/** Starts a shell script in the sandbox, in a workspace of its own unless one is given, which goes when it has ended. */
export async function startShell(script: string, { limits, ...command }: Overrides = {}) {
  const own = await temporaryWorkspace();
  const started = startInSandbox({ workspace: own.path, argv: ['/bin/sh', '-c', script], ...command, limits: { ...LIMITS, ...limits } });
  void started.exited.then(() => own[Symbol.asyncDispose]());
  return started;
}

/** All that a stream says, as text. */
export async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
