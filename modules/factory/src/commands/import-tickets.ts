import { notFound, refuse } from '@lime/kernel';
import { type ImportFormat, maxImportBytes } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import { type Bytes, invalidQuery, type Principal } from '@lime/http';
import { archived } from '../archived.ts';
import type { FactoryContext } from '../context.ts';
import { type ImportRecord, insertImport } from '../sql/imports.ts';
import { readProject } from '../sql/projects.ts';

/** The queue through which files are imported. */
export const importQueue = 'factory.import';

type Ctx = Pick<FactoryContext, 'runs' | 'blobs'>;
type Wanted = { projectId: bigint; format: ImportFormat; dryRun: boolean; bytes: Bytes };

/** Stores a file of tickets, and has a job make them. 413 above 25 MB, 409 `project_archived`. */
export async function startImport({ runs, blobs }: Ctx, person: Principal, { projectId, format, dryRun, bytes }: Wanted): Promise<ImportRecord> {
  const project = (await runs.db.read(person.tenantId, (tx) => readProject(tx, projectId))) ?? refuse(notFound('project'));
  if (project.archived_at !== null) refuse(archived(project.key));
  const stored = await blobs.put(person.tenantId, bytes, { maxBytes: maxImportBytes });
  if (stored.kind === 'too_large') refuse({ status: 413, code: 'file_too_large', title: 'Too large', detail: `A file to import may have at most ${maxImportBytes} bytes. Split it; a ticket that comes twice is made once.` });
  if (stored.size === 0) refuse(invalidQuery('format', 'the file is empty'));
  return runs.db.tenant(person.tenantId, async (tx) => {
    const row = await insertImport(tx, { projectId, userId: person.userId, format, dryRun, sha256: stored.sha256 });
    recordAudit(tx, { actor: person, action: 'tickets.import', target: { type: 'project', id: projectId }, payload: { importId: String(row.id), format, dryRun, size: stored.size, sha256: stored.sha256 } });
    await runs.queue.send(tx, importQueue, [{ tenantId: String(person.tenantId), importId: String(row.id) }]);
    return row;
  });
}
