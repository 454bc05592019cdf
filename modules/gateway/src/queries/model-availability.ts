import type { ModelAvailability, ModelChoice, Provider } from '@lime/contracts';
import type { Catalog } from '../catalog/catalog.ts';
import { checkModel } from '../catalog/check-model.ts';

const withModel: Provider[] = ['claude', 'codex', 'acp'];

/** For each provider that needs a model: which it can have, and the one that it gets when nobody names another, or what to do to have one. No model is called. */
export function modelAvailability(catalog: Catalog): ModelAvailability[] {
  return withModel.map((provider) => {
    const check = checkModel(catalog, provider, null);
    const had = check.kind === 'ok' ? { model: check.model, missing: null } : { model: null, missing: check.detail };
    return { provider, ...had, choices: choicesOf(catalog, provider), defaultMaxCostCents: catalog.defaultMaxCostCents };
  });
}

function choicesOf(catalog: Catalog, provider: Provider): ModelChoice[] {
  return catalog.named.flatMap((name) => {
    const price = checkModel(catalog, provider, name).kind === 'ok' ? catalog.priceOf(name) : null;
    return price === null ? [] : [{ name, inputPrice: price.input, outputPrice: price.output }];
  });
}
