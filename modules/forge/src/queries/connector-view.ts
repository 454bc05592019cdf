import type { ConnectorView } from '@lime/contracts';
import type { ConnectorRow } from '../sql/connectors.ts';

/** A connector as people see it: never what it opens anything with. */
export function toConnectorView(row: ConnectorRow): ConnectorView {
  return {
    id: String(row.id), provider: row.provider, auth: row.auth_type, name: row.name, url: row.url, account: row.account, scopes: row.scopes,
    hostKeys: row.settings.hostKeys ?? null, status: row.status, problem: row.problem, checkedAt: row.checked_at?.toISOString() ?? null, version: row.version,
    createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(), revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
