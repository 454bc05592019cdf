import type { Protocol } from './protocol.ts';

/** OpenAI's Responses API, https://platform.openai.com/docs/api-reference/responses. */
export const openai: Protocol = {
  name: 'openai',
  paths: { '/v1/responses': '/responses' },
  keyHeaders: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  passOn: ['accept', 'content-type', 'openai-beta'],
  errorBody: ({ type, message }) => ({ error: { message, type, code: type, param: null } }),
};
