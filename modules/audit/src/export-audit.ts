import type { AuditEntryView, AuditFilter, AuditFormat } from '@lime/contracts';
import type { Db } from '@lime/db';
import { nameTargets } from './name-targets.ts';
import type { Names } from './sql/find-names.ts';
import { readAudit } from './queries/read-audit.ts';

const chunk = 1000;
type Format = { type: string; head: string; line(entry: AuditEntryView): string };

const formats: Record<AuditFormat, Format> = {
  ndjson: { type: 'application/x-ndjson', head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: {
    type: 'text/csv; charset=utf-8',
    head: 'id,at,actor_user_id,actor,action,target_type,target_id,target,payload,correlation_id\r\n',
    line: ({ id, at, actor, action, target, payload, correlationId }) => `${[id, at, actor.userId ?? '', actor.name, action, target.type, target.id ?? '', target.name ?? '', JSON.stringify(payload), correlationId ?? ''].map(csvCell).join(',')}\r\n`,
  },
};

/** The whole log as a download, newest first: read a chunk at a time, as fast as it is taken. What is written meanwhile is not in it. */
export function exportAudit(db: Db, tenantId: bigint, { names, filter, format: kind }: { names: Names; filter: AuditFilter; format: AuditFormat }): Response {
  const format = formats[kind];
  const encoder = new TextEncoder();
  let cursor: bigint | null = null;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (format.head !== '') controller.enqueue(encoder.encode(format.head));
    },
    pull: async (controller) => {
      const after = cursor;
      const rows = await db.read(tenantId, async (tx) => nameTargets(tx, names, await readAudit(tx, filter, { cursor: after, limit: chunk })));
      if (rows.length > 0) controller.enqueue(encoder.encode(rows.map((row) => format.line(row)).join('')));
      const last = rows.at(-1);
      cursor = last ? BigInt(last.id) : null;
      if (rows.length < chunk) controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': format.type, 'content-disposition': `attachment; filename="audit-log.${kind}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
}

/** A quoted cell. A spreadsheet takes what begins so for a formula: an apostrophe before it keeps it text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
