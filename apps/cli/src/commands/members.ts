import { readPages } from '@lime/client';
import type { MemberView } from '@lime/contracts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { findMember } from '../client/find-member.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('members');

const forms = 'list, invite EMAIL, invitations, revoke INVITATION, roles WHO, link WHO, disable WHO, enable WHO';

export const command = defineCommand({
  usage: 'members [list | invite EMAIL | invitations | revoke INVITATION | roles WHO | link WHO | disable WHO | enable WHO] [--role ROLE]…',
  about: `Who works here, and in which roles. WHO is an address or an id. There is no mail: an invitation prints
its link once, to be sent to the person; it works once, within seven days. "link" prints a sign-in link for a
member who cannot come in any more. Whoever is disabled is out at once, their API keys too.`,
  positionals: [{ name: 'action', required: false }, { name: 'who', required: false }],
  options: { role: { type: 'string', value: 'ROLE', multiple: true, help: 'a role to give; "roles" gives these and no others' } },
  examples: ['lime members', 'lime members invite grace@example.org --role dev', 'lime members roles grace@example.org --role dev --role qa', 'lime members disable grace@example.org'],
  run: async (context, { positionals: [action = 'list', who], values: { role } }) => {
    const act = actions[action];
    if (!act) throw usageError(`unknown action ${action}`, `It may be: ${forms}`);
    await act(context, who, role ?? []);
    return exitCodes.ok;
  },
});

type Action = (context: Context, who: string | undefined, roles: string[]) => Promise<void>;

const actions: Record<string, Action> = {
  list: async (context) => {
    const members = await readPages((cursor) => context.client().listUsers({ query: { cursor, limit: 200 } }));
    if (context.json) return writeJson(context, { items: members });
    context.write(formatTable(members.map((member) => [member.id, printableLine(member.email), printableLine(member.name), member.roles.map(({ name }) => name).join(', ') || 'no role', member.active ? (member.lastSeenAt ? `seen ${formatAge(member.lastSeenAt)}` : '') : 'disabled'])));
  },
  invite: async (context, who, roles) => {
    const client = context.client();
    const email = required(who, 'invite EMAIL --role ROLE');
    if (roles.length === 0) throw usageError('--role is missing: in which role?', 'Roles: lime members invite EMAIL --role dev');
    const invitation = await client.invite({ body: { email, roleIds: await roleIds(client, roles) } });
    if (context.json) return writeJson(context, invitation);
    context.write(`${invitation.url}\n`);
    context.note(`Send this to ${printableLine(email)}: it works once, until ${new Date(invitation.expiresAt).toLocaleString()}, and is not shown again.\n`);
  },
  invitations: async (context) => {
    const invitations = await readPages((cursor) => context.client().listInvitations({ query: { cursor, limit: 200 } }));
    if (context.json) return writeJson(context, { items: invitations });
    if (invitations.length === 0) return context.write('No invitations.\n');
    context.write(formatTable(invitations.map((one) => [one.id, printableLine(one.email), one.roles.map(({ name }) => name).join(', '), one.state, `by ${printableLine(one.invitedBy)} ${formatAge(one.createdAt)}`])));
  },
  revoke: async (context, who) => {
    const invitationId = required(who, 'revoke INVITATION');
    await context.client().revokeInvitation({ id: invitationId });
    if (context.json) writeJson(context, { id: invitationId, revoked: true });
    else context.write(`invitation ${invitationId} is taken back\n`);
  },
  roles: async (context, who, roles) => {
    const client = context.client();
    const member = await findMember(client, required(who, 'roles WHO [--role ROLE]…'));
    tell(context, await client.setUserRoles({ id: member.id, body: { roleIds: await roleIds(client, roles) } }), (now) => `has ${now.roles.map(({ name }) => name).join(', ') || 'no role'}`);
  },
  link: async (context, who) => {
    const client = context.client();
    const link = await client.createUserSignInLink({ id: (await findMember(client, required(who, 'link WHO'))).id });
    if (context.json) return writeJson(context, link);
    context.write(`${link.url}\n`);
    context.note(`Whoever opens it is that member: it works once, until ${new Date(link.expiresAt).toLocaleTimeString()}\n`);
  },
  disable: (context, who) => setActive(context, required(who, 'disable WHO'), false),
  enable: (context, who) => setActive(context, required(who, 'enable WHO'), true),
};

async function setActive(context: Context, who: string, active: boolean): Promise<void> {
  const client = context.client();
  tell(context, await client.updateUser({ id: (await findMember(client, who)).id, body: { active } }), () => (active ? 'may sign in again' : 'is disabled and signed out'));
}

function tell(context: Context, member: MemberView, what: (member: MemberView) => string): void {
  if (context.json) writeJson(context, member);
  else context.write(`${printableLine(member.email)} ${what(member)}\n`);
}

async function roleIds(client: Pick<Client, 'listRoles'>, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const roles = await readPages((cursor) => client.listRoles({ query: { cursor, limit: 200 } }));
  return names.map((name) => {
    const role = roles.find((candidate) => candidate.name === name);
    if (role) return role.id;
    throw new CliError({ message: `there is no role ${name}`, hint: `There are: ${roles.map((one) => one.name).join(', ')}`, code: 'not_found' });
  });
}
