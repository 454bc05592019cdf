import type { AvailableRepository } from '@lime/contracts';
import { parseRepositoryUrl } from '@lime/git';
import { nameInAddress } from '../access/name-in-address.ts';
import { openForge } from '../access/open-connector.ts';
import { findConnector } from '../commands/find-connector.ts';
import type { ForgeContext } from '../context.ts';
import { orRefuse } from '../refusals.ts';
import { readIdsByUrl } from '../sql/repositories.ts';

/** `?search&cursor`: what a connector sees, and which of it is imported. A plain git server cannot be asked: it has what it was connected by. */
export async function listAvailable(ctx: ForgeContext, tenantId: bigint, connectorId: bigint, query: URLSearchParams): Promise<{ items: AvailableRepository[]; next: string | null }> {
  const row = await findConnector(ctx, tenantId, connectorId);
  const { items, next } = row.provider === 'git' ? { items: [itself(row.url)], next: null } : await askForge(ctx, tenantId, row, query);
  const ids = await ctx.db.read(tenantId, (tx) => readIdsByUrl(tx, items.map((item) => item.url)));
  return { items: items.map((item) => ({ ...item, repositoryId: ids.get(item.url) ?? null })), next };
}

type Seen = Omit<AvailableRepository, 'repositoryId'>;

async function askForge(ctx: ForgeContext, tenantId: bigint, row: Parameters<typeof openForge>[2], query: URLSearchParams): Promise<{ items: Seen[]; next: string | null }> {
  const forge = orRefuse(await openForge(ctx, tenantId, row));
  const { items, next } = orRefuse(await forge.listRepositories({ search: (query.get('search') ?? '').slice(0, 200), cursor: query.get('cursor') }));
  return { items: items.map((item) => ({ fullName: item.fullName, url: item.cloneUrl, defaultBranch: item.defaultBranch, private: item.private, mayPush: item.mayPush })), next };
}

function itself(url: string): Seen {
  const parsed = parseRepositoryUrl(url);
  return { fullName: nameInAddress(url), url: parsed.ok ? parsed.url.location : url, defaultBranch: null, private: true, mayPush: null };
}
