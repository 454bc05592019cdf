import { z } from 'zod';
import type { AgentMode, Provider } from './agent-work.ts';

/** What an agent may do in the workspace, in words of no provider's own: read files, search in them, change them, run commands. */
export const AgentTool = z.enum(['read', 'grep', 'edit', 'bash']);
export type AgentTool = z.infer<typeof AgentTool>;

/** As people may write it: `shell` is another word for `bash`. */
export const AgentToolWord = z.preprocess((word) => (word === 'shell' ? 'bash' : word), AgentTool);

/** What somebody can do by each: a shell reads and searches, and nothing can be edited unseen. */
const INCLUDES: Record<AgentTool, readonly AgentTool[]> = { read: ['read'], grep: ['grep'], edit: ['read', 'edit'], bash: ['read', 'grep', 'bash'] };

/** All that an agent with these tools can do; so much is shown to people, and held. */
export function toolsIn(tools: readonly AgentTool[]): AgentTool[] {
  return AgentTool.options.filter((tool) => tools.some((one) => INCLUDES[one].includes(tool)));
}

/** Why no agent of this provider can work with these tools alone; null when one can. `tools` null: what its mode allows. */
export function explainUnfitTools(provider: Provider, mode: AgentMode, tools: readonly AgentTool[] | null): string | null {
  if (tools === null || provider === 'recipe') return null;
  const able = toolsIn(tools);
  if (!able.includes('read') && !able.includes('grep')) return 'An agent that may neither read nor search can do nothing. Allow it one of the tools "read", "grep", "edit" and "bash".';
  if (provider !== 'codex') return null;
  // In plan and review it has its shell on a workspace that cannot be written, to read by.
  const needed: AgentTool[] = mode === 'implement' || mode === 'bugfix' ? ['read', 'grep', 'bash'] : ['read', 'grep'];
  const missing = needed.filter((tool) => !able.includes(tool));
  if (missing.length === 0) return null;
  return `Codex reads and searches by its shell, and has nothing else to keep them apart, so it cannot work without ${missing.map((tool) => `"${tool}"`).join(' and ')}. Allow it, or take another provider.`;
}
