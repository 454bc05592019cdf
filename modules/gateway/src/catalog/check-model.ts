import type { Provider } from '@lime/contracts';
import type { ProtocolName } from '../upstreams/upstream.ts';
import { type Catalog, spoken, upstreamsFor } from './catalog.ts';

/** Whether a run may start with this model: with the model that it will use, or with what to do about it. */
export type ModelCheck = { kind: 'ok'; model: string | null } | { kind: 'unavailable'; detail: string };

const keyOf: Record<ProtocolName, string> = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' };

/** Looks, before anything is spent, whether the provider can have the model (null: its default): known, priced, on an upstream, the key there. */
export function checkModel(catalog: Catalog, provider: Provider, asked: string | null): ModelCheck {
  if (provider === 'recipe') return { kind: 'ok', model: null };
  const protocols = spoken[provider].filter((protocol) => catalog.upstreams.some((upstream) => upstream.protocol === protocol));
  if (protocols.length === 0) return unavailable(noUpstream(spoken[provider]));
  const model = asked ?? catalog.defaultModel(provider);
  if (catalog.priceOf(model) === null) return unavailable(`"${model}" is not a model that this server knows the price of. Choose another, or give it a price in the file that LIME_MODELS names ("prices").`);
  const upstreams = protocols.flatMap((protocol) => upstreamsFor(catalog, protocol, model));
  if (upstreams.length === 0) return unavailable(`No upstream of this server serves "${model}" to ${provider} agents. Add it to the "models" of one in the file that LIME_MODELS names.`);
  const [missing] = upstreams.flatMap(({ name, missingKey }) => (missingKey === null ? [] : [{ name, missingKey }]));
  if (missing && upstreams.every(({ missingKey }) => missingKey !== null)) return unavailable(`The upstream "${missing.name}" has no key: set the variable ${missing.missingKey} and start the server again.`);
  return { kind: 'ok', model };
}

function noUpstream(protocols: readonly ProtocolName[]): string {
  return `This server has no upstream for this provider. Set ${protocols.map((protocol) => keyOf[protocol]).join(' or ')} and start it again, or name a model server in a file (LIME_MODELS; docs/models.md), or try it without a model by LIME_MODEL_SCRIPT.`;
}

function unavailable(detail: string): ModelCheck {
  return { kind: 'unavailable', detail };
}
