import type { Readable } from 'node:stream';
import { asChildProcess, type SandboxProcess } from '@lime/sandbox';
import { failed, stopped, type Failed } from '../../work/failed.ts';
import { explainEnd } from '../model/explain-end.ts';
import { INSIDE, startAgent } from '../model/start-agent.ts';
import type { AgentSession } from '../provider.ts';
import type { ClaudeOptions } from './sdk.ts';

/** The program of the SDK, which the SDK has us start in the sandbox. */
export type ClaudeProgram = {
  spawn: ClaudeOptions['spawnClaudeCodeProcess'];
  /** Kills it with all its children: killed alone, it would leave its commands behind. */
  kill: () => Promise<void>;
  /** Why it is no more, though nobody asked it to end. `said`: what the SDK says of it. */
  whyEnded: (said: string) => Promise<Failed>;
};

type Given = { /** Where the program is on this machine. */ path: string; /** How its output reaches the SDK. */ lines: (stdout: Readable) => Readable };

export function claudeProgram(session: AgentSession, home: string, { path, lines }: Given): ClaudeProgram {
  const inside = `${INSIDE.program}/claude`;
  let sandbox: SandboxProcess | null = null;
  const kill = async () => {
    sandbox?.kill('cancelled');
    await sandbox?.exited;
  };
  return {
    spawn: ({ args, env }) => {
      sandbox = startAgent(session, home, { argv: [inside, ...args], env: definedOnly(env), mounts: [{ host: path, inside }] });
      return asChildProcess({ ...sandbox, stdout: lines(sandbox.stdout) });
    },
    kill,
    whyEnded: async (said) => {
      if (session.signal.aborted) return stopped;
      if (sandbox === null) return failed('agent_failed', `Claude could not be started: ${said}`);
      sandbox.kill('cancelled');
      const end = await sandbox.exited;
      return end.kind === 'cancelled' ? failed('agent_failed', `Claude ended in the middle of its work: ${said}`) : explainEnd(session, 'Claude', end);
    },
  };
}

function definedOnly(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
