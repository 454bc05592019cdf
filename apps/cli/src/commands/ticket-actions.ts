import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { findTicket } from '../client/find-ticket.ts';
import { writeJson, type Context } from '../context.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { rowOf } from './ticket-board.ts';

export async function comment(context: Context, name: string, text: string): Promise<void> {
  const card = await findTicket(context.client(), name);
  const said = await context.client().addComment({ id: card.id, body: { bodyMd: text } });
  if (context.json) writeJson(context, said);
  else context.write(`comment ${said.id} on ${card.ref}\n`);
}

export async function attach(context: Context, name: string, path: string): Promise<void> {
  const card = await findTicket(context.client(), name);
  const file = await context.client().attachFile({ id: card.id, query: { name: basename(path) } }, { bytes: readBytes(path) });
  if (context.json) writeJson(context, file);
  else context.write(`${file.name} (${file.size} bytes) is attached to ${card.ref}\n`);
}

export async function remove(context: Context, name: string, subtasks: string | undefined): Promise<void> {
  const card = await findTicket(context.client(), name);
  await context.client().deleteTicket({ id: card.id, query: { ...(subtasks !== undefined && { subtasks: oneOf('--subtasks', z.enum(['keep', 'delete']), subtasks) }) } });
  if (context.json) writeJson(context, { id: card.id, deleted: true });
  else context.write(`${card.ref} is deleted; for 30 days it comes back by: lime tickets restore ${card.id}\n`);
}

export async function restore(context: Context, id: string): Promise<void> {
  const card = await context.client().restoreTicket({ id });
  if (context.json) writeJson(context, card);
  else context.write(`${card.ref} is back in ${card.columnKey}\n`);
}

export async function search(context: Context, words: string, project: string | undefined): Promise<void> {
  const projectId = project === undefined ? undefined : (await findProject(context.client(), project)).id;
  const { items } = await context.client().searchTickets({ query: { q: words, projectId } });
  if (context.json) writeJson(context, { items });
  else context.write(items.length === 0 ? 'Nothing found.\n' : formatTable(items.map((card) => rowOf(context, card))));
}

/** A file's bytes; `-` is stdin. */
export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path === '-' ? 0 : path));
  } catch (error) {
    throw usageError(`${path} cannot be read`, error instanceof Error ? error.message : String(error));
  }
}
