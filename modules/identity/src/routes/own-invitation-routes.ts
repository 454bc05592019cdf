import { OwnInvitation, pageOf, PageQuery, TenantView } from '@lime/contracts';
import { idParam, noContent, ok, pageQuery, readRouteOutside, type Route, routeOutsideWithoutBody } from '@lime/http';
import { acceptOwnInvitation, declineOwnInvitation } from '../commands/answer-invitation.ts';
import { listOwnInvitations } from '../queries/list-own-invitations.ts';

/** The invitations that others have sent to the person's own addresses: theirs to answer. */
export function ownInvitationRoutes(): Route[] {
  const idOf = (params: Record<string, string>) => idParam(params, 'id', 'open invitation');
  return [
    readRouteOutside({ path: '/own-invitations', permission: null, summary: 'List the invitations that wait for my answer', answer: pageOf(OwnInvitation), query: PageQuery, handle: async ({ db, person, query }) => ok(await listOwnInvitations(db, person, pageQuery(query))) }),
    routeOutsideWithoutBody({ method: 'POST', path: '/own-invitations/:id/accept', permission: null, summary: 'Accept an invitation to an address of mine', answer: TenantView, handle: async ({ db, person, params }) => ok(await acceptOwnInvitation(db, person, idOf(params))) }),
    routeOutsideWithoutBody({
      method: 'POST', path: '/own-invitations/:id/decline', permission: null, summary: 'Decline an invitation to an address of mine', answer: null,
      handle: async ({ db, person, params }) => {
        await declineOwnInvitation(db, person, idOf(params));
        return noContent;
      },
    }),
  ];
}
