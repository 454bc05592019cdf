import { z } from 'zod';
import { Id, Timestamp } from './ids.ts';

/** `csv`: a first line of column names. `github`: what GitHub's API answers to `GET /repos/:owner/:repo/issues`. */
export const ImportFormat = z.enum(['csv', 'github']);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** `POST /projects/:id/imports/issues`: those of one of the organisation's own repositories, read at its forge. */
export const ImportIssuesBody = z.strictObject({ repositoryId: Id, dryRun: z.boolean().default(false) });

/** The most that a file to import may hold: 25 MB. */
export const maxImportBytes = 25_000_000;

export const TicketImport = z.object({
  id: Id,
  projectId: Id,
  format: ImportFormat,
  /** Looked at, without making anything. */
  dryRun: z.boolean(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed']),
  total: z.int(),
  lookedAt: z.int(),
  created: z.int(),
  /** Known from an earlier import of the same ids. */
  updated: z.int(),
  refused: z.int(),
  /** The first hundred of what was refused; line 1 is the line of names. */
  errors: z.array(z.object({ line: z.int(), message: z.string() })),
  /** The first hundred things that were made otherwise than the file says: an unknown column, assignee, parent. */
  warnings: z.array(z.object({ line: z.int(), message: z.string() })),
  createdAt: Timestamp,
  endedAt: Timestamp.nullable(),
});
export type TicketImport = z.infer<typeof TicketImport>;

export const ImportQuery = z.object({ format: ImportFormat.default('csv'), dryRun: z.boolean().default(false).meta({ description: 'Look at it without making anything' }) });

const ExportFormat = z.enum(['csv', 'json']);
export type ExportFormat = z.infer<typeof ExportFormat>;
export const ExportQuery = z.object({ format: ExportFormat.default('csv') });
