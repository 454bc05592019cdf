import { type AgentTool, toolsIn } from './agent-tools.ts';
import type { AgentMode, Provider } from './agent-work.ts';

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
