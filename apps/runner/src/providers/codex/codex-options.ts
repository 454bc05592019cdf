import { LOOPBACK } from '@lime/sandbox';
import type { AgentSession } from '../provider.ts';
import { SYSTEM_PROMPT } from '../model/prompt/compose-prompt.ts';
import { INSIDE } from '../model/start-agent.ts';

/** Any port will do: the sandbox's network namespace has no other listener. */
export const MODEL_PORT = 18_081;

/** Where the program keeps its settings and conversations: in the agent's home, and never below /tmp, where it refuses to work. */
export const CODEX_HOME = '.codex';

/** The gateway tries again for us. This is for streams that break off in their middle, and in vain for requests: each would be tried so often again. */
const STREAM_RETRIES = 2;

const provider = {
  name: 'Assembly Lime',
  base_url: `http://${LOOPBACK}:${MODEL_PORT}/model/openai/v1`,
  wire_api: 'responses',
  env_key: 'LIME_MODEL_KEY',
  // Otherwise 7 to 12 s go into trying WebSockets first.
  supports_websockets: false,
  request_max_retries: 0,
  stream_max_retries: STREAM_RETRIES,
};

/** Settings of the program, above every file of its own. */
const config = {
  model_provider: 'lime',
  model_providers: { lime: provider },
  developer_instructions: SYSTEM_PROMPT,
  analytics: { enabled: false },
  features: { plugins: false, apps: false, multi_agent: false, image_generation: false, memories: false },
  check_for_update_on_startup: false,
};

/** Naming a sandbox mode makes the program trust the repository, and do what its `.codex/config.toml` says. */
const distrust = `projects={"${INSIDE.workspace}"={trust_level="untrusted"}}`;

/**
 * What the Codex SDK is told. Its own sandbox is off: it cannot be made inside ours, which shows no
 * /proc/sys, and ours is the stricter one (docs/adr/0151).
 */
export function codexOptions({ bench }: AgentSession) {
  const { work: { model }, agentEnv } = bench.step.assignment;
  // All, for the way to the hosts that may be reached; variables whose name speaks of a key or token only where its project has set some for its agents.
  const shell_environment_policy = { inherit: 'all', ignore_default_excludes: agentEnv.vars.length > 0 };
  return {
    options: { config: { ...config, shell_environment_policy }, configOverrides: [distrust] },
    threadOptions: { ...(model !== null && { model }), workingDirectory: INSIDE.workspace, skipGitRepoCheck: true, sandboxMode: 'danger-full-access', approvalPolicy: 'never', webSearchMode: 'disabled' },
  };
}

/** All of the program's environment beside the sandbox's own few variables. */
export const codexEnvironment = {
  CODEX_HOME: `${INSIDE.home}/${CODEX_HOME}`,
  // The relay outside puts the real one in its place.
  LIME_MODEL_KEY: 'sandboxed',
};
