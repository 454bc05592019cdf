import type { Upstream } from './upstream.ts';

type ModelServer = { baseUrl: string; apiKey: string | null } | null;

/** The upstreams that the settings name. */
export function upstreamsOf(settings: { anthropic: ModelServer; openai: ModelServer }): Upstream[] {
  const { anthropic, openai } = settings;
  return [...(anthropic ? [{ name: 'anthropic', protocol: 'anthropic' as const, ...anthropic }] : []), ...(openai ? [{ name: 'openai', protocol: 'openai' as const, ...openai }] : [])];
}
