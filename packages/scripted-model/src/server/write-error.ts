import { type Protocol } from '../conversation/conversation.ts';

const types: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** An error in the shape that the protocol's clients read. */
export function writeError(protocol: Protocol, status: number, message: string): Record<string, unknown> {
  const type = types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  if (protocol === 'anthropic') return { type: 'error', error: { type, message } };
  return { error: { message, type, param: null, code: status === 429 ? 'rate_limit_exceeded' : null } };
}
