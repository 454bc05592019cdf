import type { Protocol } from './protocol.ts';

/** Anthropic's Messages API, https://docs.anthropic.com/en/api/messages. */
export const anthropic: Protocol = {
  name: 'anthropic',
  paths: { '/v1/messages': '/v1/messages' },
  keyHeaders: (apiKey) => ({ 'x-api-key': apiKey }),
  passOn: ['accept', 'anthropic-beta', 'anthropic-version', 'content-type'],
  errorBody: ({ type, message }) => ({ type: 'error', error: { type, message } }),
};
