import { AuditExportQuery, AuditFilter, AuditFormat, AuditPage, AuditQuery } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import { invalidQuery, ok, pageQuery, readRoute, readRouteOutside, type Route, toPage } from '@lime/http';
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
        const rows = await readAudit(tx, filterOf(query), { ...page, limit: page.limit + 1 });
        return ok(toPage(rows, page, entryView));
      },
    }),
    readRouteOutside({
      path: '/audit-log/export', permission, summary: 'Download the audit log, as NDJSON or CSV', query: AuditExportQuery,
      handle: async ({ db, person, query }) => {
        const format = AuditFormat.safeParse(query.get('format') ?? 'ndjson');
        if (!format.success) refuse(invalidQuery('format', `must be ${AuditFormat.options.join(' or ')}`));
        return { raw: exportAudit(db, person.tenantId, filterOf(query), format.data) };
      },
    }),
  ];
}

function filterOf(query: URLSearchParams): AuditFilter {
  const given = Object.keys(AuditFilter.shape).flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value]];
  });
  const filter = AuditFilter.safeParse(Object.fromEntries(given));
  const [issue] = filter.error?.issues ?? [];
  return filter.data ?? refuse(invalidQuery(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is not valid'));
}
