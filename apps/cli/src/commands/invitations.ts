import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'invitations [list | accept ID | decline ID]',
  about: `Organisations that have invited you, by an address that GitHub says is yours. Nobody is a member before they
accept. Whom your own organisation has invited: lime members invitations.`,
  positionals: [{ name: 'action', required: false }, { name: 'id', required: false }],
  options: {},
  examples: ['lime invitations', 'lime invitations accept 7', 'lime invitations decline 8'],
  run: async (context, { positionals: [action = 'list', id] }) => {
    if (action === 'list') await list(context);
    else if (action === 'accept' && id !== undefined) await accept(context, id);
    else if (action === 'decline' && id !== undefined) await decline(context, id);
    else throw usageError(`write it as: lime ${command.usage}`);
    return exitCodes.ok;
  },
});

async function list(context: Context): Promise<void> {
  const { items } = await context.client().listOwnInvitations({ query: { limit: 200 } });
  if (context.json) writeJson(context, { items });
  else if (items.length === 0) context.write('No invitations wait for your answer.\n');
  else context.write(formatTable(items.map(({ id, tenant, email, invitedBy, roles, expiresAt }) => [id, context.paint.bold(printableLine(`${tenant.name} (${tenant.slug})`, 60)), printableLine(`by ${invitedBy}`, 60), `as ${roles.join(', ') || 'a member'}`, `to ${printableLine(email)}`, `ends ${formatAge(expiresAt)}`])));
}

async function accept(context: Context, id: string): Promise<void> {
  const tenant = await context.client().acceptOwnInvitation({ id });
  if (context.json) writeJson(context, tenant);
  else context.write(`you are a member of ${printableLine(tenant.name)} now; in the browser you can switch to it\n`);
}

async function decline(context: Context, id: string): Promise<void> {
  await context.client().declineOwnInvitation({ id });
  if (context.json) writeJson(context, { id, declined: true });
  else context.write(`invitation ${id} is declined\n`);
}
