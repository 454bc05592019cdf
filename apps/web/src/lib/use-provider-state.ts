import type { Provider } from '@lime/contracts';
import { useModels } from './list-models.ts';
import { useRunners } from './list-runners.ts';
import { type ProviderState, providerState } from './providers.ts';

/** Tells a provider's state; undefined while it is not known yet. */
export function useProviderState(): (provider: Provider) => ProviderState | undefined {
  const runners = useRunners();
  const models = useModels();
  return (provider) => (runners.data === undefined || models.data === undefined ? undefined : providerState(provider, runners.data, models.data));
}
