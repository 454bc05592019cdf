export type { Names } from './sql/find-names.ts';
export { type Actor, type AuditEntry, recordAudit } from './sql/record-audit.ts';
export { openRefusalLog, platformTenantId, type RefusalLog } from './refusal-log.ts';
export { auditPage, auditRoutes } from './routes.ts';
