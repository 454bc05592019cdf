import type { Answered } from '@lime/outbound';

/** The scopes of a token, as GitHub and Bitbucket tell them with every answer. */
export function oauthScopesIn(headers: Answered['headers']): string[] {
  return (headers['x-oauth-scopes'] ?? '').split(',').map((scope) => scope.trim()).filter((scope) => scope !== '');
}
