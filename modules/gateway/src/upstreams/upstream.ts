import type { Breaker } from './breaker.ts';

/** The wire protocols that agents speak with models: Anthropic's Messages and OpenAI's Responses. */
export type ProtocolName = 'anthropic' | 'openai';

/** A model server that calls are passed on to. */
export type Upstream = {
  name: string;
  protocol: ProtocolName;
  /** Without a slash at the end: the API root of Anthropic's SDKs (`…`, to which `/v1/messages` is added) or OpenAI's (`…/v1`, plus `/responses`). */
  baseUrl: string;
  /** Null: it takes no key. */
  apiKey: string | null;
  /** The variable that should hold the key and does not; its calls are refused with that. */
  missingKey: string | null;
  /** Null: every model of its protocol. */
  models: ReadonlySet<string> | null;
  breaker: Breaker;
};

/** Whether the upstream takes calls of the model, by its own name for it. */
export function serves(upstream: Upstream, protocol: ProtocolName, model: string): boolean {
  return upstream.protocol === protocol && (upstream.models === null || upstream.models.has(model));
}
