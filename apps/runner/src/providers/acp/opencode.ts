import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentWork } from '@lime/contracts';
import { LOOPBACK } from '@lime/sandbox';
import { type AgentProgram, grantedTools, INSIDE } from '../model/start-agent.ts';

/** Any port will do: the sandbox's network namespace has no other listener. */
const MODEL_PORT = 18_081;

/** Folder of a repository from which the program loads code of its own accord, whatever its settings say. */
const HIDDEN = '.opencode';

/** Everything that would reach out of the sandbox, or be taken from the repository as an instruction to the program itself. */
const QUIET = ['DISABLE_PROJECT_CONFIG', 'PURE', 'DISABLE_AUTOUPDATE', 'DISABLE_MODELS_FETCH', 'DISABLE_LSP_DOWNLOAD', 'DISABLE_DEFAULT_PLUGINS', 'DISABLE_CLAUDE_CODE_SKILLS', 'DISABLE_EXTERNAL_SKILLS', 'DISABLE_SHARE'];

type Given = { /** Where the provider is installed. */ folder: string; work: Pick<AgentWork, 'mode' | 'tools'>; model: string; /** The checkout on this machine. */ tree: string; /** An empty folder on this machine. */ nothing: string };

/** OpenCode, the agent that comes with the provider `acp`; null when there is none for this kind of machine. */
export function opencode({ folder, work, model, tree, nothing }: Given): AgentProgram | null {
  const program = join(folder, 'node_modules', `opencode-${process.platform}-${process.arch}`, 'bin/opencode');
  if (!existsSync(program)) return null;
  const hidden = existsSync(join(tree, HIDDEN)) ? [{ host: nothing, inside: `${INSIDE.workspace}/${HIDDEN}` }] : [];
  return {
    argv: [`${INSIDE.program}/opencode`, 'acp', '--hostname', LOOPBACK],
    env: { ...Object.fromEntries(QUIET.map((name) => [`OPENCODE_${name}`, '1'])), OPENCODE_CONFIG_CONTENT: JSON.stringify(config(model, work)) },
    mounts: [{ host: program, inside: `${INSIDE.program}/opencode` }, ...hidden],
    modelPort: MODEL_PORT,
  };
}

function config(model: string, work: Given['work']) {
  const { granted, denied } = { granted: 'allow', denied: 'deny' };
  const tools = grantedTools(work);
  const reading = { ...(!tools.includes('read') && { read: denied }), ...(!tools.includes('grep') && { grep: denied, glob: denied, list: denied }) };
  return {
    model: `lime/${model}`,
    small_model: `lime/${model}`,
    share: 'disabled',
    autoupdate: false,
    snapshot: false,
    enabled_providers: ['lime'],
    provider: { lime: { name: 'Assembly Lime', ...client(model), models: { [model]: { name: model, limit: { context: 200_000, output: 32_000 } } } } },
    // What is allowed is allowed without asking, so that a question means a denial.
    permission: { ...reading, edit: tools.includes('edit') ? granted : denied, bash: tools.includes('bash') ? granted : denied, webfetch: denied, websearch: denied, task: denied, external_directory: granted },
    agent: { title: { disable: true } },
  };
}

/** Models whose names begin like Anthropic's are spoken to as those, all others in OpenAI's way. */
function client(model: string) {
  const [npm, protocol] = model.startsWith('claude') ? ['@ai-sdk/anthropic', 'anthropic'] : ['@ai-sdk/openai', 'openai'];
  // The relay outside puts the real key in the place of this one.
  return { npm, options: { baseURL: `http://${LOOPBACK}:${MODEL_PORT}/model/${protocol}/v1`, apiKey: 'sandboxed' } };
}
