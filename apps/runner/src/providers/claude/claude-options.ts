import type { AgentTool } from '@lime/contracts';
import type { AgentSession } from '../provider.ts';
import { FILES_INSIDE } from '../model/place-files.ts';
import { grantedTools, INSIDE } from '../model/start-agent.ts';
import { SYSTEM_PROMPT } from '../model/prompt/compose-prompt.ts';
import type { ClaudeOptions } from './sdk.ts';

/** Rounds of model and tools in one turn, after which a model that goes in circles is stopped. */
const MAX_TURNS = 400;

const GRANTED: Record<AgentTool, readonly string[]> = { read: ['Read'], grep: ['Grep', 'Glob'], edit: ['Edit', 'Write'], bash: ['Bash'] };

/** Denied by name as well as left out: a denial outranks every way to allow something. */
const NEVER = ['WebFetch', 'WebSearch', 'Task', 'Agent', 'Skill', 'NotebookEdit', 'AskUserQuestion', 'EnterPlanMode', 'ExitPlanMode', 'EnterWorktree', 'CronCreate', 'RemoteTrigger'];

/** The gateway tries again for us; what it refuses stays refused. */
const RETRIES = '2';

/** Where the program keeps its settings and conversations: in the agent's home. */
export const CONFIG_FOLDER = '.claude';

type Given = Pick<ClaudeOptions, 'pathToClaudeCodeExecutable' | 'spawnClaudeCodeProcess'> & { resume: string | null };

/** Everything that the program is told. What is not here it does not get: no settings of the repository, no tools of its own choice. */
export function claudeOptions({ bench }: AgentSession, { resume, ...program }: Given): ClaudeOptions {
  const { work } = bench.step.assignment;
  const granted = grantedTools(work);
  const tools = granted.flatMap((tool) => GRANTED[tool]);
  const refused = Object.values(GRANTED).flat().filter((tool) => !tools.includes(tool));
  return {
    ...program,
    cwd: INSIDE.workspace,
    ...((work.files ?? []).length > 0 && { additionalDirectories: [FILES_INSIDE] }),
    env: environment(work.model),
    settingSources: [],
    strictMcpConfig: true,
    skills: [],
    verbatimPrompts: true,
    permissionMode: 'dontAsk',
    tools,
    allowedTools: tools,
    disallowedTools: [...NEVER, ...refused],
    systemPrompt: { type: 'preset', preset: 'claude_code', append: SYSTEM_PROMPT },
    maxTurns: MAX_TURNS,
    ...(work.model !== null && { model: work.model }),
    ...(resume !== null && { resume }),
  };
}

/** Complete: the SDK adds three words about itself, and nothing of this process's own environment. */
function environment(model: string | null): Record<string, string> {
  return {
    CLAUDE_CONFIG_DIR: `${INSIDE.home}/${CONFIG_FOLDER}`,
    ANTHROPIC_UNIX_SOCKET: INSIDE.modelSocket,
    ANTHROPIC_BASE_URL: 'http://localhost/model/anthropic',
    // The relay outside puts the real one in its place.
    ANTHROPIC_API_KEY: 'sandboxed',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_MAX_RETRIES: RETRIES,
    // Small chores, such as summaries, would otherwise go to a model that the gateway may not have.
    ...(model !== null && { ANTHROPIC_DEFAULT_HAIKU_MODEL: model }),
  };
}
