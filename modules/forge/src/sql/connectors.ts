import { z } from 'zod';
import type { ConnectorAuth, ConnectorProvider } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { PageWanted } from '@lime/http';
import type { Place } from '@lime/vault';

/** What goes with a credential and is no secret. */
export const ConnectorSettings = z.object({ username: z.string().optional(), appId: z.string().optional(), installationId: z.string().optional(), hostKeys: z.string().optional() });
export type ConnectorSettings = z.infer<typeof ConnectorSettings>;

export type ConnectorRow = {
  id: bigint;
  provider: ConnectorProvider;
  auth_type: ConnectorAuth;
  name: string;
  url: string;
  access_token_enc: Uint8Array | null;
  refresh_token_enc: Uint8Array | null;
  token_expires_at: Date | null;
  settings: ConnectorSettings;
  account: string | null;
  scopes: string[];
  status: 'active' | 'revoked';
  problem: string | null;
  checked_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  revoked_at: Date | null;
};

export type SealedColumn = 'access_token_enc' | 'refresh_token_enc';

/** Where the envelope of a connector's credential stands. */
export function placeOf(tenantId: bigint, rowId: bigint, column: SealedColumn): Place {
  return { tenantId, table: 'connectors', column, rowId };
}

/** `search`: a part of its name, address or account; empty for all. */
export async function readConnectors(tx: TenantRead, { page, status, search }: { page: PageWanted; status: string | null; search: string }): Promise<ConnectorRow[]> {
  return await tx.sql`
    SELECT * FROM connectors WHERE tenant_id = ${tx.tenantId} AND (${page.cursor}::bigint IS NULL OR id > ${page.cursor}) AND (${status}::text IS NULL OR status = ${status})
      AND (${search}::text = '' OR position(lower(${search}::text) IN lower(concat_ws(' ', name, url, account))) > 0)
    ORDER BY id LIMIT ${page.limit + 1}`;
}

export async function readConnector(tx: TenantRead, id: bigint): Promise<ConnectorRow | null> {
  const [row]: ConnectorRow[] = await tx.sql`SELECT * FROM connectors WHERE tenant_id = ${tx.tenantId} AND id = ${id}`;
  return row ?? null;
}

/** The id that the next connector has: an envelope is bound to it. */
export async function nextConnectorId(tx: TenantTx): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`SELECT nextval('lime.connectors_id_seq') AS id`;
  if (!row) throw new Error('a sequence gave nothing');
  return row.id;
}

export type NewConnector = Pick<ConnectorRow, 'id' | 'provider' | 'auth_type' | 'name' | 'url' | 'access_token_enc' | 'refresh_token_enc' | 'token_expires_at' | 'settings' | 'account' | 'scopes'> & { createdBy: bigint };

export async function insertConnector(tx: TenantTx, row: NewConnector): Promise<ConnectorRow> {
  const [kept]: ConnectorRow[] = await tx.sql`
    INSERT INTO connectors (id, tenant_id, provider, auth_type, name, url, access_token_enc, refresh_token_enc, token_expires_at, settings, account, scopes, checked_at, created_by)
    VALUES (${row.id}, ${tx.tenantId}, ${row.provider}, ${row.auth_type}, ${row.name}, ${row.url}, ${row.access_token_enc}, ${row.refresh_token_enc}, ${row.token_expires_at}, ${row.settings}::jsonb, ${row.account}, ${row.scopes}::jsonb, now(), ${row.createdBy})
    RETURNING *`;
  if (!kept) throw new Error('a connector was not kept');
  return kept;
}

/** Null when there is none in that version, or it is revoked. */
export async function renameConnector(tx: TenantTx, id: bigint, name: string, version: number | null): Promise<ConnectorRow | null> {
  const [row]: ConnectorRow[] = await tx.sql`
    UPDATE connectors SET name = ${name}, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'active' AND (${version}::int IS NULL OR version = ${version}) RETURNING *`;
  return row ?? null;
}

/** What a check found. Says nothing of a connector that was revoked meanwhile. */
export async function noteCheck(tx: TenantTx, id: bigint, found: { account: string; scopes: string[] } | { problem: string }): Promise<ConnectorRow | null> {
  const [account, scopes, problem] = 'problem' in found ? [null, null, found.problem] : [found.account, found.scopes, null];
  const [row]: ConnectorRow[] = await tx.sql`
    UPDATE connectors SET account = coalesce(${account}, account), scopes = coalesce(${scopes}::jsonb, scopes), problem = ${problem}, checked_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'active' RETURNING *`;
  return row ?? null;
}

/** Tokens that a refresh gave, unless somebody else has refreshed or revoked them meanwhile. */
export async function replaceTokens(tx: TenantTx, id: bigint, was: Date | null, tokens: { access: Uint8Array; refresh: Uint8Array | null; expiresAt: Date | null }): Promise<void> {
  await tx.sql`
    UPDATE connectors SET access_token_enc = ${tokens.access}, refresh_token_enc = coalesce(${tokens.refresh}, refresh_token_enc), token_expires_at = ${tokens.expiresAt}, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'active' AND token_expires_at IS NOT DISTINCT FROM ${was}`;
}

/** Takes away all that opens anything; null when it was revoked before. */
export async function wipeConnector(tx: TenantTx, id: bigint): Promise<ConnectorRow | null> {
  const [row]: ConnectorRow[] = await tx.sql`
    UPDATE connectors SET status = 'revoked', revoked_at = now(), access_token_enc = NULL, refresh_token_enc = NULL, token_expires_at = NULL, version = version + 1, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND status = 'active' RETURNING *`;
  return row ?? null;
}
