import type { ForgeAdapter } from '../adapters/forge-adapter.ts';
import { bitbucket } from '../adapters/bitbucket.ts';
import type { Found } from '../adapters/found.ts';
import { github } from '../adapters/github.ts';
import { gitlab } from '../adapters/gitlab.ts';
import type { ForgeContext } from '../context.ts';
import type { Credential } from './credential.ts';

/** The adapter for a credential's forge. `token`: the credential itself, or what it was changed for. */
export function openAdapter({ outbound }: Pick<ForgeContext, 'outbound'>, { provider, auth, url, settings }: Credential, token: string): Found<ForgeAdapter> {
  if (provider === 'github') return { ok: true, value: github({ outbound, url, token, as: auth === 'app' ? 'installation' : 'person' }) };
  if (provider === 'gitlab') return { ok: true, value: gitlab({ outbound, url, token, oauth: auth === 'oauth' }) };
  if (provider === 'bitbucket') return { ok: true, value: bitbucket({ outbound, url, token, username: settings.username ?? null }) };
  return { ok: false, code: 'unprocessable', message: 'A plain git server has repositories, and nothing else to ask it for.' };
}
