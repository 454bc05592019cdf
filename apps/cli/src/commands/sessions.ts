import { readPages } from '@lime/client';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'sessions [list | end ID | end-others]',
  about: 'Where you are signed in, and how to end that: one session, or all but the one that asks.',
  positionals: [{ name: 'action', required: false }, { name: 'id', required: false }],
  options: {},
  examples: ['lime sessions', 'lime sessions end 7', 'lime sessions end-others'],
  run: async (context, { positionals: [action = 'list', sessionId] }) => {
    if (action === 'list') await list(context);
    else if (action === 'end' && sessionId !== undefined) await end(context, sessionId);
    else if (action === 'end-others') await endOthers(context);
    else throw usageError(`write it as: lime ${command.usage}`);
    return exitCodes.ok;
  },
});

async function list(context: Context): Promise<void> {
  const sessions = await readPages((cursor) => context.client().listSessions({ query: { cursor } }));
  if (context.json) return writeJson(context, { items: sessions });
  context.write(formatTable(sessions.map((one) => [one.id, one.current ? context.paint.bold('this one') : one.kind, printableLine(one.agent ?? ''), one.address ?? '', `since ${formatAge(one.createdAt)}`, one.lastSeenAt ? `seen ${formatAge(one.lastSeenAt)}` : 'not seen yet'])));
}

async function end(context: Context, sessionId: string): Promise<void> {
  await context.client().endSession({ id: sessionId });
  if (context.json) writeJson(context, { id: sessionId, ended: true });
  else context.write(`session ${sessionId} is ended\n`);
}

async function endOthers(context: Context): Promise<void> {
  const { ended } = await context.client().endOtherSessions();
  if (context.json) writeJson(context, { ended });
  else context.write(`${plural(ended, 'other session')} ended\n`);
}
