import { readPages } from '@lime/client';
import { labels, type TicketCard, type UpdateTicketBody } from '@lime/contracts';
import { readFileSync } from 'node:fs';
import { CliError, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { findTicket } from '../client/find-ticket.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printable, printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export type TicketOptions = {
  project: string | undefined; column: string | undefined; label: string[]; assignee: string | undefined; priority: string | undefined; text: string | undefined; deleted: boolean; title: string | undefined;
  description: string | undefined; due: string | undefined; parent: string | undefined; 'blocked-by': string[]; limit: string | undefined; cursor: string | undefined;
};

/** The project of this key, or the only one. */
export async function projectOf(context: Context, key: string | undefined): Promise<string> {
  if (key !== undefined) return (await findProject(context.client(), key)).id;
  const items = await readPages((cursor) => context.client().listProjects({ query: { cursor, limit: 200 } }));
  const [only] = items;
  if (only && items.length === 1) return only.id;
  throw usageError('which project?', `Name one with --project: ${items.map((project) => project.key).join(', ')}`);
}

export async function list(context: Context, options: TicketOptions): Promise<void> {
  const client = context.client();
  const projectId = options.project === undefined ? undefined : (await findProject(client, options.project)).id;
  const [labelId] = await labelIds(context, options.label.slice(0, 1), false);
  const page = await client.listTickets({ query: {
    projectId, labelId, columnKey: options.column, text: options.text, cursor: options.cursor, priority: numberOf('--priority', options.priority), limit: numberOf('--limit', options.limit), ...(options.deleted && { deleted: true }),
    assigneeUserId: options.assignee === undefined ? undefined : ((await memberId(context, options.assignee)) ?? 'none'),
  } });
  if (context.json) return writeJson(context, page);
  context.write(page.items.length === 0 ? 'No tickets.\n' : formatTable(page.items.map((card) => rowOf(context, card, options.deleted))));
  if (page.next !== null) context.note(`there is more: --cursor ${page.next}\n`);
}

/** Of deleted ones the id too: only by it are they restored. */
export function rowOf({ paint }: Context, card: TicketCard, withId = false): string[] {
  const marks = [card.labels.map((label) => label.name).join(', '), card.openBlockers > 0 ? paint.red('waits') : '', card.subtasks.total > 0 ? `${card.subtasks.done}/${card.subtasks.total}` : '', card.dueOn ?? ''];
  return [...(withId ? [card.id] : []), paint.bold(card.ref), card.columnKey, `P${card.priority}`, printableLine(card.title, 70), paint.dim(printableLine(marks.filter((mark) => mark !== '').join('  '), 60)), paint.dim(formatAge(card.updatedAt))];
}

export async function show(context: Context, name: string): Promise<void> {
  const client = context.client();
  const card = await findTicket(client, name);
  const [links, activity] = await Promise.all([client.readTicketLinks({ id: card.id }), client.readTicketActivity({ id: card.id, query: { limit: 20 } })]);
  if (context.json) return writeJson(context, { ...card, links, activity: activity.items });
  context.write(formatTable([rowOf(context, card)]));
  if (card.description !== '') context.write(`\n${printable(card.description)}\n`);
  for (const [what, mentions] of [['part of', links.parent ? [links.parent] : []], ['parts', links.subtasks], ['waits for', links.blockedBy], ['holds back', links.blocks]] as const) {
    if (mentions.length > 0) context.write(`\n${context.paint.bold(what)}\n${formatTable(mentions.map((other) => [`  ${other.ref}`, other.columnKey, printableLine(other.title)]))}`);
  }
  context.write('\n');
  for (const item of activity.items.toReversed()) {
    const text = item.kind === 'comment' ? `\n${printable(item.comment.bodyMd)}` : ` ${item.action}`;
    context.write(`${context.paint.dim(formatAge(item.at))} ${context.paint.bold(printableLine(item.actor.name, 40))}${text}\n`);
  }
}

export async function create(context: Context, title: string, options: TicketOptions): Promise<void> {
  const id = await projectOf(context, options.project);
  const card = await context.client().createTicket({ id, body: { title, ...(options.column !== undefined && { columnKey: options.column }), ...(await fieldsOf(context, options)) } });
  await finish(context, card, options);
}

export async function set(context: Context, name: string, options: TicketOptions): Promise<void> {
  const card = await findTicket(context.client(), name);
  const body = { ...(options.title !== undefined && { title: options.title }), ...(await fieldsOf(context, options)) };
  const changed = Object.keys(body).length === 0 ? card : await context.client().updateTicket({ id: card.id, body: { version: card.version, ...body } });
  await finish(context, changed, options);
}

async function finish(context: Context, card: TicketCard, options: TicketOptions): Promise<void> {
  for (const name of options['blocked-by']) await context.client().addBlocker({ id: card.id, body: { ticketId: (await findTicket(context.client(), name)).id } });
  if (context.json) writeJson(context, card);
  else context.write(formatTable([rowOf(context, card)]));
}

export async function move(context: Context, name: string, columnKey: string, after: string | undefined): Promise<void> {
  const card = await findTicket(context.client(), name);
  const afterTicketId = after === undefined ? null : (await findTicket(context.client(), after)).id;
  const moved = await context.client().updateTicket({ id: card.id, body: { version: card.version, columnKey, afterTicketId } });
  if (context.json) writeJson(context, moved);
  else context.write(`${moved.ref} is in ${moved.columnKey}\n`);
}

type Fields = Pick<UpdateTicketBody, 'description' | 'priority' | 'labelIds' | 'assigneeUserId' | 'dueOn' | 'parentTicketId'>;

/** What was given, as the server takes it; people, labels and tickets go by their names here. */
async function fieldsOf(context: Context, { description, priority, label, assignee, due, parent }: TicketOptions): Promise<Fields> {
  return {
    ...(description !== undefined && { description: description.startsWith('@') ? readFileSync(description.slice(1), 'utf8') : description }),
    ...(priority !== undefined && { priority: numberOf('--priority', priority) }),
    ...(label.length > 0 && { labelIds: await labelIds(context, label, true) }),
    ...(assignee !== undefined && { assigneeUserId: await memberId(context, assignee) }),
    ...(due !== undefined && { dueOn: due === 'none' ? null : due }),
    ...(parent !== undefined && { parentTicketId: parent === 'none' ? null : (await findTicket(context.client(), parent)).id }),
  };
}

/** Labels by their names; made where there are none, if asked for. */
async function labelIds(context: Context, names: string[], make: boolean): Promise<string[]> {
  if (names.length === 0) return [];
  const calls = context.client().keep(labels);
  const known = await readPages((cursor) => calls.list({ query: { limit: 200, ...(cursor !== undefined && { cursor }) } }));
  return Promise.all(names.map(async (name) => {
    const found = known.find((label) => label.name.toLowerCase() === name.toLowerCase());
    if (!found && !make) throw new CliError({ message: `there is no label ${name}`, hint: `There are: ${known.map((label) => label.name).join(', ') || 'none yet'}`, code: 'not_found' });
    return (found ?? (await calls.create({ body: { name } }))).id;
  }));
}

async function memberId(context: Context, email: string): Promise<string | null> {
  if (email === 'none') return null;
  const members = await readPages((cursor) => context.client().listUsers({ query: { cursor } }));
  const found = members.find((member) => member.email.toLowerCase() === email.toLowerCase());
  if (!found) throw new CliError({ message: `there is no member ${email}`, hint: 'See: lime members', code: 'not_found' });
  return found.id;
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`${option} must be a number`);
  return Number(text);
}
