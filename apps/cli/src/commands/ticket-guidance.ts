import { AgentMode, Provider, type TicketGuidance } from '@lime/contracts';
import { z } from 'zod';
import { findTicket } from '../client/find-ticket.ts';
import { writeJson, type Context } from '../context.ts';
import { formatSize } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printable, printableLine } from '../terminal/printable.ts';
import { oneOf } from './one-of.ts';

/** What an agent would be told, allowed and given in a run of the ticket that began now. */
export async function instructions(context: Context, name: string, { mode, provider, repository }: { mode: string | undefined; provider: string | undefined; repository: string | undefined }): Promise<void> {
  const card = await findTicket(context.client(), name);
  const guidance = await context.client().readTicketGuidance({
    id: card.id,
    query: {
      ...(mode !== undefined && { mode: oneOf('--mode', AgentMode, mode) }), ...(provider !== undefined && { provider: oneOf('--provider', z.enum(['any', ...Provider.options]), provider) }),
      ...(repository !== undefined && { repositoryId: repository }),
    },
  });
  if (context.json) writeJson(context, guidance);
  else context.write(format(context, guidance));
}

function format({ paint }: Context, { mode, provider, instructions: told, tools, toolLists, allowedPaths, comments, files }: TicketGuidance): string {
  const from = (source: string, id: string) => paint.dim(`${source} ${id}`);
  return [
    `${paint.bold(`${mode}, ${provider === 'any' ? 'any agent' : provider}`)}; where two contradict each other, the later one counts\n`,
    ...(told.length === 0 ? ['no instructions\n'] : told.map(({ source, id, version, text }) => `\n${from(`instruction of ${source}`, id)}${paint.dim(`, version ${version}`)}\n${printable(text)}\n`)),
    `\n${paint.bold('tools')}  ${tools === null ? 'what the mode allows' : tools.join(', ') || 'only reading'}${toolLists.map((list) => `\n  ${from('list', list.id)}  ${list.provider}: ${list.allowedTools.join(', ') || 'only reading'}`).join('')}\n`,
    `${paint.bold('paths')}  ${allowedPaths.length === 0 ? 'all' : 'only what each of these allows'}${allowedPaths.map(({ source, id, globs }) => `\n  ${from(source, id)}  ${printableLine(globs.join(', '), 200)}`).join('')}\n`,
    `${paint.bold('given')}  ${plural(comments.count, 'comment')}${comments.leftOut > 0 ? `, without ${comments.leftOut} earlier ones` : ''}${files.map(({ name, size }) => `\n  ${printableLine(name)}  ${formatSize(size)}`).join('')}\n`,
  ].join('');
}
