import { CreatedInvitation, InvitationView, InviteBody, pageOf, PageQuery } from '@lime/contracts';
import { created, idParam, noContent, ok, pageQuery, readRoute, route, type Route, routeWithBody } from '@lime/http';
import { createInvitation, revokeInvitation } from '../commands/invite.ts';
import type { IdentityContext } from '../identity-context.ts';
import { listInvitations, readInvitation } from '../queries/list-invitations.ts';

const permission = 'member.manage';

/** Invitations; accepting one opens a session, which is the server's own. */
export function invitationRoutes(ctx: IdentityContext): Route[] {
  return [
    readRoute({ path: '/invitations', permission, summary: 'List invitations', answer: pageOf(InvitationView), query: PageQuery, handle: async ({ tx, query }) => ok(await listInvitations(tx, pageQuery(query))) }),
    routeWithBody({
      method: 'POST', statuses: [201], path: '/invitations', permission, secrets: ['url'], body: InviteBody, summary: 'Invite somebody by the link in the answer', answer: CreatedInvitation,
      handle: async ({ tx, person, body }) => {
        const { invitationId, token } = await createInvitation(tx, person, body);
        return created({ ...(await readInvitation(tx, invitationId)), url: `${ctx.origin()}/join?token=${token}` });
      },
    }),
    route({
      method: 'DELETE', path: '/invitations/:id', permission, answer: null, summary: 'Take an invitation back',
      handle: async ({ tx, person, params }) => (await revokeInvitation(tx, person, idParam(params, 'id', 'open invitation')), noContent),
    }),
  ];
}
