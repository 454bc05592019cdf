import type { Provider } from '@lime/contracts';
import { acpProvider } from './acp/acp-provider.ts';
import { claudeProvider } from './claude/claude-provider.ts';
import { codexProvider } from './codex/codex-provider.ts';
import type { AgentProvider } from './provider.ts';
import { recipeProvider } from './recipe-provider.ts';

/** All providers that this program knows; which of them can work here, their `missing` says. */
export const providers: readonly AgentProvider[] = [recipeProvider, claudeProvider, codexProvider, acpProvider];

export function findProvider(name: Provider): AgentProvider | undefined {
  return providers.find((provider) => provider.name === name);
}
