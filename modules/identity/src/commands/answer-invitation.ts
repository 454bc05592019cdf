import type { TenantView } from '@lime/contracts';
import { recordAudit } from '@lime/audit';
import { notFound, refuse } from '@lime/kernel';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { oneTenantOnly } from '../one-tenant-only.ts';
import { listTenants } from '../queries/list-tenants.ts';
import { declineInvitation, findInvitationsTo, type OpenInvitation } from '../sql/invitations.ts';
import { knownAs, readAddressesOf } from '../sql/people.ts';
import { join } from './accept-invitation.ts';

/** Says yes to an invitation to one of the person's addresses. They stay where they are, and may switch to it. 404, 409 `already_member`, 403 `one_tenant_only`. */
export async function acceptOwnInvitation(db: Db, person: Principal, invitationId: bigint): Promise<TenantView> {
  const { id, tenant_id: tenantId } = await findOwn(db, person, invitationId);
  const newcomer = await knownAs(db, person);
  await db.tenant(tenantId, (tx) => join(tx, id, newcomer));
  return (await listTenants(db, person)).find((tenant) => tenant.id === String(tenantId)) ?? refuse(notFound('organisation'));
}

/** Says no: the invitation ends, and its link with it. 404, 403 `one_tenant_only`. */
export async function declineOwnInvitation(db: Db, person: Principal, invitationId: bigint): Promise<void> {
  const { id, tenant_id: tenantId } = await findOwn(db, person, invitationId);
  await db.tenant(tenantId, async (tx) => {
    const { email } = (await declineInvitation(tx, id)) ?? refuse(notFound('open invitation'));
    // Who they are elsewhere is not for this tenant to know.
    recordAudit(tx, { actor: { userId: null, name: email }, action: 'invitation.decline', target: { type: 'invitation', id }, payload: { email } });
  });
}

async function findOwn(db: Db, person: Principal, invitationId: bigint): Promise<OpenInvitation> {
  if (!person.credential?.everywhere) refuse(oneTenantOnly);
  const [found] = await db.engine(async (tx) => {
    const addressee = await readAddressesOf(tx, person.userId);
    return addressee ? findInvitationsTo(tx, addressee, { invitationId, page: { cursor: null, limit: 1 } }) : [];
  });
  return found ?? refuse(notFound('open invitation'));
}
