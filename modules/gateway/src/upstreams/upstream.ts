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
};
