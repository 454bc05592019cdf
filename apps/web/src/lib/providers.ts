import { type Provider, Provider as ProviderSchema, type RunnerView } from '@lime/contracts';

/** What people call who does the work. */
export const providerNames: Record<Provider, { name: string; text: string }> = {
  recipe: { name: 'Recipe', text: 'A fixed procedure; no language model, no cost' },
  claude: { name: 'Claude', text: 'The Claude Agent SDK' },
  codex: { name: 'Codex', text: 'The Codex SDK' },
  acp: { name: 'Other agent', text: 'Any agent that speaks the Agent Client Protocol' },
};

/** A provider's name as people know it, also one that this page has not heard of. */
export function providerName(provider: string): string {
  const known = ProviderSchema.safeParse(provider);
  return known.success ? providerNames[known.data].name : provider;
}

/** Where a provider can work now, and if nowhere, what would change that. */
export type ProviderState = { kind: 'ready'; runners: number } | { kind: 'offline'; runners: number } | { kind: 'missing'; command: string | null };

export function providerState(provider: Provider, runners: readonly RunnerView[]): ProviderState {
  const able = runners.filter((runner) => runner.providers.includes(provider));
  const online = able.filter((runner) => runner.online).length;
  if (online > 0) return { kind: 'ready', runners: online };
  if (able.length > 0) return { kind: 'offline', runners: able.length };
  return { kind: 'missing', command: provider === 'recipe' ? null : `npx lime provider add ${provider}` };
}
