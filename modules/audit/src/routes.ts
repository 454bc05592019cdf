import { AuditExportQuery, AuditFilter, AuditPage, AuditQuery } from '@lime/contracts';
import { ok, pageQuery, parseQuery, readRoute, readRouteOutside, type Route, toPage } from '@lime/http';
import { exportAudit } from './export-audit.ts';
import { entryView, readAudit } from './queries/read-audit.ts';

const permission = 'audit.read';

/** Who did what, for who may know. Nothing changes it. */
export function auditRoutes(): Route[] {
  return [
    readRoute({
      path: '/audit-log', permission, summary: 'Read who did what', answer: AuditPage, query: AuditQuery,
      handle: async ({ tx, query }) => {
        const page = pageQuery(query);
        const rows = await readAudit(tx, parseQuery(AuditFilter, query), { ...page, limit: page.limit + 1 });
        return ok(toPage(rows, page, entryView));
      },
    }),
    readRouteOutside({
      path: '/audit-log/export', permission, answer: { media: ['application/x-ndjson', 'text/csv'] }, summary: 'Download the audit log, as NDJSON or CSV', query: AuditExportQuery,
      handle: async ({ db, person, query }) => {
        const { format = 'ndjson', ...filter } = parseQuery(AuditExportQuery, query);
        return { raw: exportAudit(db, person.tenantId, filter, format) };
      },
    }),
  ];
}
