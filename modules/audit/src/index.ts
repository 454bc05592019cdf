export type { Names } from './name-targets.ts';
export { type Actor, type AuditEntry, recordAudit } from './record-audit.ts';
export { openRefusalLog, platformTenantId, type Refusal, type RefusalLog } from './refusal-log.ts';
export { auditPage, auditRoutes } from './routes.ts';
