import { type ModelAvailability, type Provider, Provider as ProviderSchema, type RunnerView } from '@lime/contracts';

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

/** Where a provider's program can work now, and why it has no model; null when it has one or needs none. */
export type ProviderState = { program: { kind: 'ready'; runners: number } | { kind: 'offline'; runners: number } | { kind: 'missing'; command: string | null }; noModel: string | null };

export function providerState(provider: Provider, runners: readonly RunnerView[], models: readonly ModelAvailability[]): ProviderState {
  return { program: programState(provider, runners), noModel: models.find((model) => model.provider === provider)?.missing ?? null };
}

function programState(provider: Provider, runners: readonly RunnerView[]): ProviderState['program'] {
  const able = runners.filter((runner) => runner.providers.includes(provider));
  const online = able.filter((runner) => runner.online).length;
  if (online > 0) return { kind: 'ready', runners: online };
  if (able.length > 0) return { kind: 'offline', runners: able.length };
  return { kind: 'missing', command: provider === 'recipe' ? null : `npx lime provider add ${provider}` };
}

/** Whether a run would start now, in two or three words. */
export function stateWords({ program, noModel }: ProviderState): { tone: 'ok' | 'ask' | 'idle'; words: string } {
  if (program.kind === 'missing') return { tone: 'idle', words: program.command === null ? 'No runner' : 'Not installed' };
  if (noModel !== null) return { tone: 'ask', words: 'No model' };
  if (program.kind === 'offline') return { tone: 'ask', words: 'Its runners are offline' };
  return { tone: 'ok', words: `Ready on ${runnerCount(program.runners)}` };
}

export function runnerCount(runners: number): string {
  return runners === 1 ? '1 runner' : `${runners} runners`;
}
