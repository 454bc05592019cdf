import type { Route } from '@lime/http';
import type { IdentityContext } from '../identity-context.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { ownInvitationRoutes } from './own-invitation-routes.ts';
import { roleRoutes } from './role-routes.ts';

/** Who is who here, and what they may do. What sets a cookie is served by the server itself. */
export function identityRoutes(ctx: IdentityContext): Route[] {
  return [...ownRoutes(ctx), ...memberRoutes(ctx), ...invitationRoutes(ctx), ...ownInvitationRoutes(), ...roleRoutes(ctx), ...keyRoutes(ctx)];
}
