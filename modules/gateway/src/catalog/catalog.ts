import type { Provider } from '@lime/contracts';
import known from '../../prices.json' with { type: 'json' };
import { createBreaker } from '../upstreams/breaker.ts';
import { type ProtocolName, serves, type Upstream } from '../upstreams/upstream.ts';
import type { ModelsFile } from './models-file.ts';
import { fullPrice, type Price } from './price.ts';

/** Which models there are: where they are, and what they cost. */
export type Catalog = {
  /** In the order in which they are tried. */
  upstreams: readonly Upstream[];
  /** Models that the price table or an upstream names; others may be had where unknown ones have a price. */
  named: readonly string[];
  /** Null: unknown, and refused. */
  priceOf(model: string): Price | null;
  /** What an agent of the provider uses when nobody names a model. */
  defaultModel(provider: ModelProvider): string;
  /** Server tools that agents may use although they reach the outside. */
  serverTools: ReadonlySet<string>;
  /** The most that a run with a model may spend when whoever starts it names no maximum. */
  defaultMaxCostCents: number;
};

type ModelServer = { baseUrl: string; apiKey: string | null };

export type CatalogSettings = {
  anthropic: ModelServer | null;
  openai: ModelServer | null;
  file: ModelsFile | null;
  /** The root of a scripted model that plays every model instead of all upstreams. */
  scriptUrl: string | null;
  readKey(variable: string): string | undefined;
};

export type ModelProvider = Exclude<Provider, 'recipe'>;

const usualModels: Record<ProtocolName, string> = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-5.5' };
/** What providers speak, the first rather than the second. */
export const spoken: Record<ModelProvider, readonly [ProtocolName, ...ProtocolName[]]> = { claude: ['anthropic'], codex: ['openai'], acp: ['anthropic', 'openai'] };

/** Which protocol a model is known to speak; an upstream that names it may serve it by another. */
const protocols = new Map<string, string>(Object.entries(known.models).map(([model, { protocol }]) => [model, protocol]));

/** A dated or `latest` form of a known model costs what the model does. */
const edition = /-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;

/** What a model that only a script plays costs: so that what a run costs can be seen without a key. */
const scriptedPrice = fullPrice({ input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6 });

export function createCatalog(settings: CatalogSettings): Catalog {
  const { file, scriptUrl } = settings;
  const prices = new Map<string, Price>(Object.entries(known.models).map(([model, price]) => [model, fullPrice(price)]));
  for (const { models } of file?.upstreams ?? []) addPrices(prices, Array.isArray(models) ? {} : (models ?? {}));
  addPrices(prices, file?.prices ?? {});
  const unknown = file === null || file.unknownModels === 'refuse' ? null : fullPrice(file.unknownModels);
  const upstreams = scriptUrl === null ? upstreamsOf(settings) : scriptUpstreams(scriptUrl);
  const usualProtocol = (provider: ModelProvider) => spoken[provider].find((protocol) => upstreams.some((candidate) => candidate.protocol === protocol)) ?? spoken[provider][0];
  return {
    upstreams,
    named: [...new Set([...prices.keys(), ...upstreams.flatMap(({ models }) => [...(models ?? [])])])],
    priceOf: (model) => prices.get(model) ?? prices.get(model.replace(edition, '')) ?? (scriptUrl === null ? unknown : scriptedPrice),
    defaultModel: (provider) => file?.defaults[provider] ?? usualModels[usualProtocol(provider)],
    serverTools: new Set(file?.serverTools),
    defaultMaxCostCents: file?.defaultMaxCostCents ?? 500,
  };
}

function addPrices(prices: Map<string, Price>, added: Record<string, Parameters<typeof fullPrice>[0] | null>): void {
  for (const [model, price] of Object.entries(added)) if (price !== null) prices.set(model, fullPrice(price));
}

function upstreamsOf({ anthropic, openai, file, readKey }: CatalogSettings): Upstream[] {
  if (file?.upstreams) {
    return file.upstreams.map(({ name, protocol, baseUrl, keyEnv, models }) => {
      const apiKey = keyEnv === undefined ? null : (readKey(keyEnv) ?? null);
      const named = models === undefined ? null : new Set(Array.isArray(models) ? models : Object.keys(models));
      return { name, protocol, baseUrl, apiKey, missingKey: keyEnv !== undefined && apiKey === null ? keyEnv : null, models: named, breaker: createBreaker() };
    });
  }
  return [...(anthropic ? [upstream('anthropic', 'anthropic', anthropic)] : []), ...(openai ? [upstream('openai', 'openai', openai)] : [])];
}

function scriptUpstreams(url: string): Upstream[] {
  return [upstream('script', 'anthropic', { baseUrl: url, apiKey: null }), upstream('script', 'openai', { baseUrl: `${url}/v1`, apiKey: null })];
}

function upstream(name: string, protocol: ProtocolName, server: ModelServer): Upstream {
  return { name, protocol, ...server, missingKey: null, models: null, breaker: createBreaker() };
}

/** The upstreams that take calls of the model, in the order in which they are tried. */
export function upstreamsFor(catalog: Catalog, protocol: ProtocolName, model: string): Upstream[] {
  const usual = protocols.get(model.replace(edition, '')) ?? protocol;
  return catalog.upstreams.filter((candidate) => serves(candidate, protocol, model) && (usual === protocol || candidate.models !== null));
}
