import type { MemberView } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { type PageWanted, toPage } from '@lime/http';
import { type MemberRow, readMembers } from '../sql/members.ts';

export async function listMembers(tx: TenantRead, active: boolean | null, page: PageWanted): Promise<{ items: MemberView[]; next: string | null }> {
  return toPage(await readMembers(tx, { active, page }), page, viewOf);
}

export async function readMember(tx: TenantRead, userId: bigint): Promise<MemberView> {
  return viewOf(await findMember(tx, userId));
}

/** The member with what their roles allow; 404 for one of another tenant. */
export async function findMember(tx: TenantRead, userId: bigint): Promise<MemberRow> {
  const [row] = await readMembers(tx, { userId, page: { cursor: null, limit: 1 } });
  return row ?? refuse(notFound('member'));
}

function viewOf(row: MemberRow): MemberView {
  return {
    id: String(row.id), email: row.email, name: row.name, active: row.active, githubLogin: row.github_login,
    roles: row.roles.map(({ id, name }) => ({ id, name })), lastSeenAt: row.last_seen_at?.toISOString() ?? null, version: row.version, createdAt: row.created_at.toISOString(),
  };
}
