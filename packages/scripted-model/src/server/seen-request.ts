import { type Protocol } from '../conversation/conversation.ts';

/** What came in, and what the script made of it. */
export type SeenRequest = {
  protocol: Protocol;
  path: string;
  model: string;
  /** The key as it came, from `x-api-key` or `authorization: Bearer`; null without one. */
  key: string | null;
  /** All headers but those that carry the key. */
  headers: Record<string, string>;
  body: unknown;
  /** The name of what answered: a rule and its step from 1 on, `otherwise`, a side request, or an error. */
  answeredBy: { kind: 'step'; rule: string; step: number } | { kind: 'otherwise' | 'probe' | 'title' | 'summary' | 'count' | 'error' };
};
