import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentOutput, Assignment, type AgentWork, type CheckEnv, type RunEventBody } from '@lime/contracts';
import { createLogger, sha256Hex } from '@lime/kernel';
import { takeDataFolder } from '../data-folder.ts';
import { createServerApi } from '../protocol/server-api.ts';
import { runAssignment } from '../run-assignment.ts';
import type { Registries } from '../setup/registries.ts';
import { doWork } from '../work/do-work.ts';
import { workspaceName } from '../workspace/workspace-name.ts';
import { assignmentFor, startProtocolServer, token } from './protocol-server.ts';
import { GATEWAY_TOKEN } from './test-gateway.ts';
import { TEST_PROVIDERS } from './test-providers.ts';

const STEP = '5';

export type AgentStep = AsyncDisposable & {
  /** The workspace on this machine; it stays until the end of the test where the step succeeds. */
  tree: string;
  /** What a person says to the agent. */
  say: (text: string) => void;
  cancel: () => void;
  /** Resolves with the first event that fits, also one that was told before. */
  told: (fits: (event: RunEventBody) => boolean) => Promise<RunEventBody>;
  done: Promise<AgentStepEnd>;
};

export type AgentStepEnd = {
  status: 'succeeded' | 'failed' | 'cancelled';
  code: string | null;
  message: string;
  output: AgentOutput | null;
  events: RunEventBody[];
  /** The content of its artifacts, by kind. */
  artifacts: Record<string, string>;
};

type Wanted = { work: Partial<AgentWork> & Pick<AgentWork, 'repository'>; model: string | null; content?: readonly Uint8Array[]; registries?: Registries; checkEnv?: CheckEnv; agentEnv?: CheckEnv };

/** Does an agent step as the runner does it, with a server that keeps everything in memory. `model`: origin of the way to models; `content`: what the step may fetch. */
const none: Registries = { allow: [], upstream: null, env: {}, readOnly: [], notes: [] };

export async function startAgentStep({ work, model, content = [], registries = none, checkEnv, agentEnv }: Wanted): Promise<AgentStep> {
  const server = startProtocolServer();
  const data = await mkdtemp(join(tmpdir(), 'lime-agent-'));
  const taken = await takeDataFolder(data);
  if (!taken.ok) throw new Error(taken.message);
  const step = server.step(STEP);
  for (const bytes of content) step.blobs.set(sha256Hex(bytes), bytes);
  const given = assignmentFor(STEP, { gateway: model === null ? null : { token: GATEWAY_TOKEN }, ...(checkEnv && { checkEnv }), ...(agentEnv && { agentEnv }) });
  const assignment = Assignment.parse({ ...given, work: { ...given.work, checks: [], setup: '', ...work } });
  const surroundings = { registries: async () => registries, providers: TEST_PROVIDERS, server: model ?? server.url };
  const log = createLogger({ name: 'test', level: 'silent' });
  const ended = runAssignment({ api: createServerApi({ server: server.url, token }), assignment, heartbeatSeconds: 0.02, abandon: new AbortController().signal, work: doWork(taken.folder, surroundings), log });
  const done = ended.then((outcome): AgentStepEnd => {
    if (outcome === null) throw new Error('the step was not the runner\'s any more');
    const artifacts = outcome.status === 'cancelled' ? [] : (outcome.artifacts ?? []);
    return {
      status: outcome.status,
      code: outcome.status === 'failed' ? outcome.error.code : null,
      message: outcome.status === 'failed' ? outcome.error.message : '',
      output: outcome.status === 'succeeded' ? AgentOutput.parse(outcome.output) : null,
      events: step.events,
      artifacts: Object.fromEntries(artifacts.map(({ kind, sha256 }) => [kind, new TextDecoder().decode(step.blobs.get(sha256))])),
    };
  });
  return {
    tree: join(taken.folder.workspaces, workspaceName(assignment), 'tree'),
    say: (text) => void server.state.messages.push({ seq: server.state.messages.length + 1, text }),
    cancel: () => void (server.state.cancel = true),
    told: async (fits) => {
      await Promise.race([server.until(() => step.events.some(fits)), done]);
      const event = step.events.find(fits);
      if (!event) throw new Error(`the step ended without saying that: ${JSON.stringify((await done).events)}`);
      return event;
    },
    done,
    [Symbol.asyncDispose]: async () => {
      server.state.cancel = true;
      await ended;
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
