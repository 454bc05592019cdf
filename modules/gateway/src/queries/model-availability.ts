import type { ModelAvailability, Provider } from '@lime/contracts';
import type { Catalog } from '../catalog/catalog.ts';
import { checkModel } from '../catalog/check-model.ts';

const withModel: Provider[] = ['claude', 'codex', 'acp'];

/** For each provider that needs a model: the one that it gets when nobody names another, or what to do to have one. No model is called. */
export function modelAvailability(catalog: Catalog): ModelAvailability[] {
  return withModel.map((provider) => {
    const check = checkModel(catalog, provider, null);
    return check.kind === 'ok' ? { provider, model: check.model, missing: null } : { provider, model: null, missing: check.detail };
  });
}
