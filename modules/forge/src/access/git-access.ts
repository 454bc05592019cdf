import type { RepositoryAccess } from '@lime/contracts';
import type { Credential } from './credential.ts';

const usernames = { github: 'x-access-token', gitlab: 'oauth2', bitbucket: 'x-token-auth' } as const;

/** How a credential opens git: `token` stands for it where it was changed for another. Null: nothing is needed. */
export function toGitAccess({ provider, auth, settings }: Credential, token: string): RepositoryAccess | null {
  if (auth === 'none') return null;
  if (auth === 'ssh_key') return { kind: 'ssh_key', privateKey: token, hostKeys: settings.hostKeys ?? null };
  return { kind: 'password', username: settings.username ?? (provider === 'git' ? 'git' : usernames[provider]), password: token };
}
