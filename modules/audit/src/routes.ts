import { AuditExportQuery, AuditFilter, AuditPage, AuditQuery } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { ok, pageQuery, parseQuery, readRoute, readRouteOutside, type Route, toPage } from '@lime/http';
import { exportAudit } from './export-audit.ts';
import { nameTargets } from './name-targets.ts';
import type { Names } from './sql/find-names.ts';
import { readAudit } from './queries/read-audit.ts';
import { recordAudit } from './sql/record-audit.ts';

const permission = 'audit.read';

/** A page of a log, newest first, as the query narrows it. 422 `invalid_query`. */
export async function auditPage(tx: TenantRead, names: Names, query: URLSearchParams): Promise<AuditPage> {
  const page = pageQuery(query);
  const { items, next } = toPage(await readAudit(tx, parseQuery(AuditFilter, query), { ...page, limit: page.limit + 1 }), page, (row) => row);
  return { items: await nameTargets(tx, names, items), next };
}

/** Who did what, for who may know. Nothing changes it; who takes it all along stands in it. */
export function auditRoutes(names: Names): Route[] {
  return [
    readRoute({ path: '/audit-log', permission, summary: 'Read who did what', answer: AuditPage, query: AuditQuery, handle: async ({ tx, query }) => ok(await auditPage(tx, names, query)) }),
    readRouteOutside({
      path: '/audit-log/export', permission, answer: { media: ['application/x-ndjson', 'text/csv'] }, summary: 'Download the audit log, as NDJSON or CSV', query: AuditExportQuery,
      handle: async ({ db, person, query }) => {
        const { format = 'ndjson', ...filter } = parseQuery(AuditExportQuery, query);
        await db.tenant(person.tenantId, async (tx) => recordAudit(tx, { actor: person, action: 'audit.export', target: { type: 'audit_log', id: null }, payload: { format, ...filter } }));
        return { raw: exportAudit(db, person.tenantId, { names, filter, format }) };
      },
    }),
  ];
}
