import { parseRepositoryUrl, readRemoteRef, scanHostKeys, sshHost } from '@lime/git';
import type { ForgeAccount } from '../adapters/forge-adapter.ts';
import type { Found } from '../adapters/found.ts';
import type { ForgeContext } from '../context.ts';
import type { Credential } from './credential.ts';
import { toGitAccess } from './git-access.ts';
import { mintInstallationToken, readInstallation } from './installation.ts';
import { lookAtRemote } from './look-at-remote.ts';
import { openAdapter } from './open-adapter.ts';

/** As whom a credential works, and with which scopes, by asking its server. `hostKeys`: by which an SSH server showed itself. */
export type Tried = Found<ForgeAccount & { hostKeys?: string }>;

export async function tryCredential(ctx: Pick<ForgeContext, 'outbound'>, credential: Credential, token = credential.secret): Promise<Tried> {
  if (credential.provider === 'git') return tryGit(ctx, credential);
  if (credential.auth === 'app') {
    const minted = await mintInstallationToken(ctx, credential);
    return minted.ok ? readInstallation(ctx, credential) : minted;
  }
  const adapter = openAdapter(ctx, credential, token);
  return adapter.ok ? adapter.value.whoAmI() : adapter;
}

/** Whether the server lets us read the repository; its host keys are learned on the way, unless they are known. */
async function tryGit(ctx: Pick<ForgeContext, 'outbound'>, credential: Credential): Promise<Tried> {
  const parsed = parseRepositoryUrl(credential.url);
  if (!parsed.ok) return { ok: false, code: 'unprocessable', message: parsed.message };
  const { url } = parsed;
  if (url.kind === 'local') return { ok: false, code: 'unprocessable', message: 'A connector is to a server. Name its repository by https:// or ssh.' };
  const looked = await lookAtRemote(ctx, credential.url);
  if (!looked.ok) return looked;
  const [address = ''] = looked.value.addresses ?? [];
  const hostKeys = credential.settings.hostKeys ?? (url.kind === 'ssh' ? await scanHostKeys(url, address) : undefined);
  if (hostKeys === '') return { ok: false, code: 'unreachable', message: `${sshHost(url).host} does not answer by SSH. Check the address, or give its host keys.` };
  const access = toGitAccess({ ...credential, settings: { ...credential.settings, ...(hostKeys !== undefined && { hostKeys }) } }, credential.secret);
  const found = await readRemoteRef(credential.url, 'HEAD', { timeoutMs: 30_000, ...(access && { access }), ...looked.value });
  if (!found.ok) return { ok: false, code: found.code === 'access_denied' ? 'unauthorised' : found.code === 'not_a_repository' ? 'not_found' : 'unreachable', message: found.message };
  return { ok: true, value: { login: credential.settings.username ?? (credential.auth === 'none' ? 'anybody' : 'a key'), scopes: [], ...(hostKeys !== undefined && { hostKeys }) } };
}
