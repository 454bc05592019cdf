import { z } from 'zod';
import { Id, PageQuery, Timestamp } from './ids.ts';
import { PermissionName } from './permissions.ts';
import { SignInLink } from './session.ts';

const Email = z.email('must be an email address').max(254);
const PersonName = z.string().trim().max(100);
const RoleIds = z.array(Id).max(50);

/** A role as others refer to it. */
export const RoleName = z.object({ id: Id, name: z.string() });

export const RoleView = RoleName.extend({
  about: z.string(),
  permissions: z.array(z.string()),
  /** One of those that every tenant has: it keeps its name. */
  builtin: z.boolean(),
  members: z.int(),
  version: z.int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type RoleView = z.infer<typeof RoleView>;

const roleFields = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and -, a letter first'),
  about: z.string().trim().max(200),
  permissions: z.array(PermissionName).max(100),
};
export const CreateRoleBody = z.strictObject({ ...roleFields, about: roleFields.about.default('') });
export const UpdateRoleBody = z.strictObject({ ...z.strictObject(roleFields).partial().shape, /** Refused when somebody has changed the role since this version. */ version: z.int().optional() });

/** A member of the tenant. */
export const MemberView = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  active: z.boolean(),
  githubLogin: z.string().nullable(),
  roles: z.array(RoleName),
  lastSeenAt: Timestamp.nullable(),
  version: z.int(),
  createdAt: Timestamp,
});
export type MemberView = z.infer<typeof MemberView>;

export const CreateUserBody = z.strictObject({ email: Email, name: PersonName.default(''), roleIds: RoleIds.default([]) });
/** There is no mail: `signIn` is shown this once, to be handed to the person. */
export const CreatedUser = MemberView.extend({ signIn: SignInLink });

/** `GET /users`. */
export const MemberQuery = PageQuery.extend({ active: z.enum(['true', 'false']).optional(), tenantId: Id.optional().meta({ description: 'Your own organisation: another one is not there' }) });

export const UpdateUserBody = z.strictObject({ name: PersonName.optional(), /** False ends the member's sessions and stops their API keys at once. */ active: z.boolean().optional(), version: z.int().optional() });
/** The member's roles from now on, all of them. */
export const SetUserRolesBody = z.strictObject({ roleIds: RoleIds, version: z.int().optional() });

export const InvitationView = z.object({ id: Id, email: z.string(), roles: z.array(RoleName), invitedBy: z.string(), createdAt: Timestamp, expiresAt: Timestamp, state: z.enum(['open', 'accepted', 'declined', 'revoked', 'expired']) });
export type InvitationView = z.infer<typeof InvitationView>;
export const InviteBody = z.strictObject({ email: Email, roleIds: RoleIds.min(1, 'must name a role at least') });
/** There is no mail: `url` is shown this once, to be sent to the person. */
export const CreatedInvitation = InvitationView.extend({ url: z.url() });

/** An invitation to an address that the person has proved at GitHub: theirs to accept or decline. */
export const OwnInvitation = z.object({
  id: Id, tenant: z.object({ name: z.string(), slug: z.string() }), /** The address that it was sent to. */ email: z.string(),
  invitedBy: z.string(), /** What they would be there. */ roles: z.array(z.string()), createdAt: Timestamp, expiresAt: Timestamp,
});
export type OwnInvitation = z.infer<typeof OwnInvitation>;

const InvitationToken = z.string().min(1).max(200);
export const InvitationTokenBody = z.strictObject({ token: InvitationToken });
/** What whoever holds a link may know before they accept. */
export const InvitationPreview = z.object({ tenant: z.string(), email: z.string(), invitedBy: z.string(), expiresAt: Timestamp });
export const AcceptInvitationBody = z.strictObject({ token: InvitationToken, name: PersonName.optional() });
