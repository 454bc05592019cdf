import type { Db } from '@lime/db';
import type { Authenticator, GithubSignIn } from '@lime/identity';
import type { Logger } from '@lime/kernel';
import { createOutbound } from '@lime/outbound';
import type { Config } from '../config.ts';

/** What signs people in with GitHub; null where the operator has set none up. Where that stands is for the operator to say: also in a private network. */
export function openGithub({ github, signUp, privateHosts }: Config, parts: { db: Db; sessions: Authenticator; logger: Logger; origin(): string }): (() => GithubSignIn) | null {
  if (!github) return null;
  const hosts = [github.url, github.apiUrl].map((address) => new URL(address).hostname.replace(/^\[|\]$/g, ''));
  const outbound = createOutbound({ privateHosts: [...privateHosts, ...hosts] });
  return () => ({ ...parts, signUp, outbound, settings: github, redirectUri: `${parts.origin()}/auth/github/callback` });
}
