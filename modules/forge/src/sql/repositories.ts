import type { ConnectorProvider, RepositoryView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';

export type RepositoryRow = {
  id: bigint;
  connector_id: bigint;
  provider: ConnectorProvider;
  external_repo_id: string | null;
  owner: string;
  name: string;
  full_name: string;
  clone_url: string;
  web_url: string | null;
  default_branch: string;
  is_enabled: boolean;
  archived_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export function toRepositoryView(row: RepositoryRow): RepositoryView {
  return {
    id: String(row.id), connectorId: String(row.connector_id), provider: row.provider, owner: row.owner, name: row.name, fullName: row.full_name, cloneUrl: row.clone_url, webUrl: row.web_url,
    defaultBranch: row.default_branch, isEnabled: row.is_enabled, archivedAt: row.archived_at?.toISOString() ?? null, version: row.version, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}

export type RepositoriesWanted = { page: PageWanted; connectorId: bigint | null; projectId: bigint | null; search: string; archived: boolean };

export async function readRepositories(tx: TenantRead, { page, connectorId, projectId, search, archived }: RepositoriesWanted): Promise<RepositoryRow[]> {
  return await tx.sql`
    SELECT * FROM repositories r WHERE tenant_id = ${tx.tenantId} AND (archived_at IS NOT NULL) = ${archived} AND (${page.cursor}::bigint IS NULL OR id > ${page.cursor})
      AND (${connectorId}::bigint IS NULL OR connector_id = ${connectorId}) AND (${search}::text = '' OR position(lower(${search}::text) IN lower(full_name)) > 0)
      AND (${projectId}::bigint IS NULL OR EXISTS (SELECT 1 FROM project_repositories p WHERE p.tenant_id = r.tenant_id AND p.repository_id = r.id AND p.project_id = ${projectId}))
    ORDER BY id LIMIT ${page.limit + 1}`;
}

export async function readRepository(tx: TenantRead, id: bigint): Promise<RepositoryRow | null> {
  const [row]: RepositoryRow[] = await tx.sql`SELECT * FROM repositories WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return row ?? null;
}

/** The ids of those that are among the tenant's own, by their clone URLs. */
export async function readIdsByUrl(tx: TenantRead, urls: string[]): Promise<Map<string, string>> {
  const rows: { id: bigint; clone_url: string }[] = await tx.sql`SELECT id, clone_url FROM repositories WHERE tenant_id = ${tx.tenantId} AND archived_at IS NULL AND clone_url IN (SELECT jsonb_array_elements_text(${urls}::jsonb))`;
  return new Map(rows.map((row) => [row.clone_url, String(row.id)]));
}

export type NewRepository = Pick<RepositoryRow, 'connector_id' | 'provider' | 'external_repo_id' | 'owner' | 'name' | 'full_name' | 'clone_url' | 'web_url' | 'default_branch'>;

/** Null when its address is taken by one of a connector that still works; one that was removed, or whose connector was revoked, comes back to life. */
export async function upsertRepository(tx: TenantTx, row: NewRepository): Promise<RepositoryRow | null> {
  const [kept]: RepositoryRow[] = await tx.sql`
    INSERT INTO repositories (tenant_id, connector_id, provider, external_repo_id, owner, name, full_name, clone_url, web_url, default_branch)
    VALUES (${tx.tenantId}, ${row.connector_id}, ${row.provider}, ${row.external_repo_id}, ${row.owner}, ${row.name}, ${row.full_name}, ${row.clone_url}, ${row.web_url}, ${row.default_branch})
    ON CONFLICT (tenant_id, clone_url) DO UPDATE SET connector_id = excluded.connector_id, provider = excluded.provider, external_repo_id = excluded.external_repo_id, owner = excluded.owner, name = excluded.name, full_name = excluded.full_name,
      web_url = excluded.web_url, default_branch = excluded.default_branch, archived_at = NULL, version = repositories.version + 1, updated_at = now()
      WHERE repositories.archived_at IS NOT NULL OR EXISTS (SELECT 1 FROM connectors c WHERE c.tenant_id = repositories.tenant_id AND c.id = repositories.connector_id AND c.status = 'revoked')
    RETURNING *`;
  return kept ?? null;
}

export type RepositoryPlace = Pick<RepositoryRow, 'external_repo_id' | 'owner' | 'name' | 'full_name' | 'clone_url' | 'web_url' | 'default_branch'>;

/** What a repository is called by now, and where it stands; null when that is known. */
export async function moveRepository(tx: TenantTx, id: bigint, now: RepositoryPlace): Promise<RepositoryRow | null> {
  const [row]: RepositoryRow[] = await tx.sql`
    UPDATE repositories SET external_repo_id = ${now.external_repo_id}, owner = ${now.owner}, name = ${now.name}, full_name = ${now.full_name}, clone_url = ${now.clone_url}, web_url = ${now.web_url}, default_branch = ${now.default_branch}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id}
      AND (external_repo_id, full_name, clone_url, web_url, default_branch) IS DISTINCT FROM (${now.external_repo_id}::text, ${now.full_name}::text, ${now.clone_url}::text, ${now.web_url}::text, ${now.default_branch}::text) RETURNING *`;
  return row ?? null;
}

/** The same, found with another connector, that opens it from now on. */
export async function moveToConnector(tx: TenantTx, id: bigint, now: NewRepository): Promise<RepositoryRow | null> {
  await tx.sql`UPDATE repositories SET connector_id = ${now.connector_id} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return moveRepository(tx, id, now);
}

/** One that the forge knows by this id, whatever it is called, on the server of the address. */
export async function findByExternalId(tx: TenantRead, { provider, external_repo_id: externalId }: NewRepository): Promise<RepositoryRow[]> {
  return await tx.sql`SELECT * FROM repositories WHERE tenant_id = ${tx.tenantId} AND provider = ${provider} AND external_repo_id = ${externalId} ORDER BY archived_at NULLS FIRST, id`;
}

export async function setEnabled(tx: TenantTx, id: bigint, isEnabled: boolean, version: number | null): Promise<RepositoryRow | null> {
  const [row]: RepositoryRow[] = await tx.sql`
    UPDATE repositories SET is_enabled = ${isEnabled}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND archived_at IS NULL AND (${version}::int IS NULL OR version = ${version}) RETURNING *`;
  return row ?? null;
}

/** Puts a repository away, or brings it back. Null when there is none that is where it is taken from. */
export async function archiveRepository(tx: TenantTx, id: bigint, away: boolean): Promise<RepositoryRow | null> {
  const [row]: RepositoryRow[] = await tx.sql`
    UPDATE repositories SET archived_at = CASE WHEN ${away} THEN now() END, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND (archived_at IS NULL) = ${away} RETURNING *`;
  return row ?? null;
}

/** Those that a forge means by its own names; the id stays when a repository is renamed. */
export async function findRepositories(tx: TenantRead, { provider, fullName, externalId }: { provider: string; fullName: string; externalId: string }): Promise<RepositoryRow[]> {
  return await tx.sql`
    SELECT * FROM repositories WHERE tenant_id = ${tx.tenantId} AND provider = ${provider} AND is_enabled AND archived_at IS NULL
      AND CASE WHEN external_repo_id IS NOT NULL AND ${externalId}::text <> '' THEN external_repo_id = ${externalId} ELSE full_name = ${fullName} END ORDER BY id`;
}
