import { join } from 'node:path';
import { z } from 'zod';
import { Id } from '@lime/contracts';
import type { RemoteAccess } from '@lime/git';
import type { ToolOutcome } from '@lime/runs';
import { lookAtRemote, type LookedAt } from '../access/look-at-remote.ts';
import { repositoryAccess } from '../access/repository-access.ts';
import { failed } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';

/** How a step names the repository that it works on. */
export const toolRepository = { url: z.string(), repositoryId: Id.nullish() };

/** `url`: where it stands by now. Where a tenant's objects are cached, what opens the repository and where its host is; or the tool's failure where nothing does. */
export type OpenedRepository = { ok: true; url: string; cacheDir: string; open: { access?: RemoteAccess } & LookedAt } | { ok: false; outcome: ToolOutcome };

export async function openRepository({ forge, cacheDir }: ForgeDeps, tenantId: bigint, { url: asked, repositoryId }: { url: string; repositoryId?: string | null | undefined }): Promise<OpenedRepository> {
  const { access, problem, retryable, url } = await repositoryAccess(forge, tenantId, { url: asked, ref: null, ...(repositoryId && { repositoryId }) });
  if (problem !== null) return { ok: false, outcome: failed({ code: 'repository_closed', message: problem }, retryable) };
  const looked = await lookAtRemote(forge, url);
  if (!looked.ok) return { ok: false, outcome: failed(looked, looked.code === 'unreachable') };
  return { ok: true, url, cacheDir: join(cacheDir, String(tenantId)), open: { ...(access && { access }), ...looked.value } };
}
