import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxProcess } from '@lime/sandbox';
import { INSIDE, startAgent } from '../model/start-agent.ts';
import type { AgentSession } from '../provider.ts';
import { codexEnvironment, codexOptions, MODEL_PORT } from './codex-options.ts';

/** What runs inside under Node.js. */
const OURS = [new URL('./driver.mjs', import.meta.url), new URL('./follow-record.mjs', import.meta.url)].map((url) => ({ host: fileURLToPath(url), inside: `${INSIDE.program}/${basename(url.pathname)}` }));
const SDK = 'node_modules/@openai/codex-sdk/dist/index.js';

export type DriverOptions = { session: AgentSession; home: string; /** Where the SDK is installed. */ folder: string; /** Node.js on this machine. */ node: string; /** The conversation to go on with. */ resume: string | null };

/** What the driver is told; what it answers, `readLine` reads. */
type Told = { type: 'ask' | 'tell'; text: string };

/** Starts our driver of the SDK in the sandbox, under Node.js, and has it open the conversation. */
export function startDriver({ session, home, folder, node, resume }: DriverOptions): { sandbox: SandboxProcess; send: (message: Told) => void } {
  const sandbox = startAgent(session, home, {
    argv: [`${INSIDE.program}/node`, `${INSIDE.program}/driver.mjs`],
    env: codexEnvironment,
    mounts: [
      { host: node, inside: `${INSIDE.program}/node` },
      ...OURS,
      { host: `${folder}/node_modules`, inside: `${INSIDE.program}/node_modules` },
    ],
    modelPort: MODEL_PORT,
  });
  const write = (message: object) => void sandbox.stdin.write(`${JSON.stringify(message)}\n`);
  write({ type: 'open', sdk: `${INSIDE.program}/${SDK}`, threadId: resume, ...codexOptions(session) });
  return { sandbox, send: write };
}
