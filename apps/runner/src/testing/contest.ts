import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentWork, CheckEnv } from '@lime/contracts';
import type { Script } from '@lime/scripted-model';
import type { Registries } from '../setup/registries.ts';
import { startAgentStep, type AgentStep } from './start-agent-step.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';
import { testRepository } from './test-repository.ts';
import type { Contestant, Step } from '../providers/conformance/contestants.ts';

type Wanted = {
  files?: Record<string, string>;
  /** A folder whose files come first. */
  folder?: string;
  /** What the agent does, as its model says it (or as a recipe has it). */
  steps: readonly Step[];
  /** What else the model may be asked. */
  rules?: Script['rules'];
  work?: Partial<AgentWork>;
  agentEnv?: CheckEnv;
  /** What depends on the repository's address. */
  workIn?: (url: string) => Partial<AgentWork>;
  content?: readonly Uint8Array[];
  /** What `egress: ['registries']` stands for. */
  registries?: Registries;
};

export type Contest = AsyncDisposable & AgentStep & {
  gateway: TestGateway;
  /** Makes a file in the workspace, which commands of the agent wait for. */
  release: (name: string) => Promise<void>;
  exists: (name: string) => boolean;
};

/** A shell command that waits until the test has made a file. */
export const waitFor = (name: string) => `until [ -e ${name} ]; do sleep 0.05; done`;

/** Lets a provider do these steps, on a repository of these files. */
export async function contest({ workOf, model }: Contestant, { folder, files = folder === undefined ? { 'a.txt': 'old\n' } : {}, steps, rules = [], work = {}, workIn = () => ({}), content, registries, agentEnv }: Wanted): Promise<Contest> {
  const repository = testRepository(files, folder);
  const gateway = await startTestGateway({ cwd: '/workspace', rules: [...(steps.length > 0 ? [{ name: 'task', when: { turn: 1 }, steps: [...steps] }] : []), ...rules] });
  const asked = { mode: 'implement', title: 'Do what the script says', repository: { url: repository.url, ref: null }, ...workOf(steps), ...work, ...workIn(repository.url) } as const;
  const step = await startAgentStep({ work: asked, model: model === null ? null : gateway.url, ...(content && { content }), ...(registries && { registries }), ...(agentEnv && { agentEnv }) });
  return {
    ...step,
    gateway,
    release: (name) => writeFile(join(step.tree, name), ''),
    exists: (name) => existsSync(join(step.tree, name)),
    [Symbol.asyncDispose]: async () => {
      await step[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
      repository[Symbol.dispose]();
    },
  };
}
