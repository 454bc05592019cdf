import { z } from 'zod';
import { Id, JsonObject, pageOf, PageQuery, Timestamp } from './ids.ts';

export const AuditEntryView = z.object({
  id: Id,
  at: Timestamp,
  actor: z.object({ /** Null: a part of the platform, acting by itself. */ userId: Id.nullable(), name: z.string() }),
  /** `<subject>.<verb>`, such as `gate.approve`. */
  action: z.string(),
  target: z.object({ type: z.string(), id: Id.nullable(), /** What it is called now; of what is gone, what it was called then. */ name: z.string().nullable() }),
  payload: JsonObject,
  /** The request that did it, as `x-correlation-id` told whoever sent it; null: none, a part of the platform did it by itself. */
  correlationId: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;
export const AuditPage = pageOf(AuditEntryView);
export type AuditPage = z.infer<typeof AuditPage>;

const Name = z.string().min(1).max(100);
/** What the list and the export can be narrowed to. */
export const AuditFilter = z.object({
  actor: Id.optional(),
  /** An action, or how it begins: `session.`, `gate.approve`. */
  action: Name.optional(),
  targetType: Name.optional(),
  targetId: Id.optional(),
  from: Timestamp.optional(),
  /** Not included. */
  to: Timestamp.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
export const AuditFormat = z.enum(['ndjson', 'csv']);
export type AuditFormat = z.infer<typeof AuditFormat>;

/** `GET /audit-log`, and `GET /audit-log/export`. */
export const AuditQuery = AuditFilter.extend(PageQuery.shape);
export const AuditExportQuery = AuditFilter.extend({ format: AuditFormat.optional() });
