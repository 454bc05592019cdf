import { ExportQuery, ImportFormat, type TicketImport } from '@lime/contracts';
import { Readable } from 'node:stream';
import { exitCodes } from '../cli-error.ts';
import { writeJson, type Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { oneOf } from './one-of.ts';
import { readBytes } from './ticket-actions.ts';
import { projectOf } from './ticket-board.ts';

type FileOptions = { project: string | undefined; format: string | undefined; repository?: string | undefined; 'dry-run': boolean };

/** How long to wait before asking again how far an import has come. */
const pauseMs = 300;

/** Imports a file, or without one a repository's issues, and waits for the end; exit code 1 when something of it was refused. */
export async function importFrom(context: Context, path: string | null, { project, format, repository, 'dry-run': dryRun }: FileOptions): Promise<number> {
  const client = context.client();
  const id = await projectOf(context, project);
  let now = path === null ? await client.importIssues({ id, body: { repositoryId: repository ?? '', dryRun } }) : await client.importTickets({ id, query: { dryRun, format: oneOf('--format', ImportFormat, format ?? 'csv') } }, { bytes: readBytes(path) });
  while (now.endedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    now = await client.readImport({ id: now.id });
    if (context.isTerminal && !context.json) context.note(`\r${now.lookedAt} of ${now.total}`);
  }
  if (context.isTerminal && !context.json) context.note('\r');
  report(context, now);
  return now.status === 'succeeded' && now.refused === 0 ? exitCodes.ok : exitCodes.failed;
}

function report(context: Context, done: TicketImport): void {
  if (context.json) return writeJson(context, done);
  if (done.status === 'succeeded') context.write(`${done.created} ${done.dryRun ? 'would be made' : 'made'}, ${done.updated} known from before, ${done.refused} refused\n`);
  for (const warning of done.warnings) context.note(`line ${warning.line}: ${printableLine(warning.message, 300)}\n`);
  for (const error of done.errors) context.note(`${done.status === 'failed' ? '' : `line ${error.line}: `}${printableLine(error.message, 300)}\n`);
}

export async function exportAll(context: Context, { project, format }: FileOptions): Promise<void> {
  const query = { format: oneOf('--format', ExportQuery.shape.format.unwrap(), format ?? 'csv') };
  const { body } = await context.client().exportTickets({ id: await projectOf(context, project), query });
  for await (const chunk of Readable.fromWeb(body ?? new Blob().stream()).setEncoding('utf8')) {
    if (!process.stdout.write(String(chunk))) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}
